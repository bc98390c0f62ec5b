import { describe, expect, it } from 'vitest';
import { measureLook } from '#src/media/prepare/measure-look.js';
import { COLOURS, type Colour, LOOKS, toLookBits } from '#src/model/look.js';
import type { RgbImage } from '#src/model/rgb-image.js';

type Rgb = readonly [red: number, green: number, blue: number];

function paint(width: number, height: number, colourAt: (x: number, y: number) => Rgb): RgbImage {
  const data = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) data.set(colourAt(x, y), (y * width + x) * 3);
  return { data, width, height };
}

const plain = (colour: Rgb) => paint(64, 48, () => colour);

function largest(image: RgbImage): Colour {
  const { shares } = measureLook(image);
  return COLOURS[shares.indexOf(Math.max(...shares))] as Colour;
}

describe('names of colours', () => {
  it.each<[string, Rgb, Colour]>([
    ['fire engine', [206, 32, 41], 'red'],
    ['carrot', [237, 145, 33], 'orange'],
    ['taxi', [250, 218, 40], 'yellow'],
    ['grass', [86, 125, 40], 'green'],
    ['lagoon', [64, 190, 190], 'turquoise'],
    ['sky', [100, 160, 230], 'blue'],
    ['navy', [20, 30, 110], 'blue'],
    ['violet', [120, 60, 160], 'purple'],
    ['blossom', [255, 170, 190], 'pink'],
    ['chocolate', [105, 65, 35], 'brown'],
    ['coal', [20, 20, 22], 'black'],
    ['snow', [250, 250, 252], 'white'],
    ['concrete', [128, 128, 128], 'grey'],
  ])('%s', (_, rgb, colour) => {
    expect(largest(plain(rgb))).toBe(colour);
  });

  it('have shares of the picture, which add up to all of it', () => {
    const { shares } = measureLook(paint(200, 100, (x) => (x < 50 ? [206, 32, 41] : [250, 250, 252])));
    expect(shares[COLOURS.indexOf('red')]).toBeCloseTo(0.25, 2);
    expect(shares[COLOURS.indexOf('white')]).toBeCloseTo(0.75, 2);
    expect(shares.reduce((sum, share) => sum + share)).toBeCloseTo(1, 9);
  });
});

describe('looks', () => {
  const isLook = (image: RgbImage, look: keyof typeof LOOKS) => (toLookBits(measureLook(image)) & LOOKS[look]) !== 0;
  const stripes = (light: Rgb, dark: Rgb) => paint(300, 240, (x) => (x % 8 < 4 ? light : dark));

  it('bw: shades of grey or of one tone, and not two colours', () => {
    expect(isLook(stripes([220, 220, 220], [40, 40, 40]), 'bw')).toBe(true);
    expect(isLook(stripes([220, 60, 60], [60, 60, 220]), 'bw')).toBe(false);
  });

  it('dark, night and bright, by the mean lightness', () => {
    expect([isLook(plain([10, 10, 14]), 'dark'), isLook(plain([10, 10, 14]), 'night')]).toEqual([true, true]);
    expect([isLook(plain([130, 130, 130]), 'dark'), isLook(plain([130, 130, 130]), 'bright')]).toEqual([false, false]);
    expect(isLook(plain([240, 240, 240]), 'bright')).toBe(true);
  });

  it('blurred: sharp nowhere, whatever the size that the encoder wants', () => {
    const soft = (size: number) =>
      paint(size, size, (x) => {
        const value = Math.round(128 + 100 * Math.sin((x / size) * 6));
        return [value, value, value];
      });
    const sharpInPart = (size: number) =>
      paint(size, size, (x, y) => {
        const value = x < size / 2 && y < size / 2 ? (((x >> 2) + (y >> 2)) % 2 === 0 ? 30 : 220) : 128;
        return [value, value, value];
      });
    for (const size of [224, 260, 384]) {
      expect(isLook(soft(size), 'blurred')).toBe(true);
      expect(isLook(sharpInPart(size), 'blurred')).toBe(false);
    }
  });
});
