import { expect, it } from 'vitest';
import { measureColours } from '#src/detect/objects/measure-colours.js';
import { COLOURS, type Colour } from '#src/model/look.js';
import type { RgbImage } from '#src/model/rgb-image.js';

type Rgb = readonly [red: number, green: number, blue: number];
const RED: Rgb = [206, 32, 41];
const GREEN: Rgb = [40, 140, 60];
const GREY: Rgb = [128, 128, 128];

function paint(width: number, height: number, colourAt: (x: number, y: number) => Rgb): RgbImage {
  const data = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) data.set(colourAt(x, y), (y * width + x) * 3);
  return { data, width, height };
}

const shareOf = (shares: readonly number[], colour: Colour) => shares[COLOURS.indexOf(colour)];

it('the colours of a thing are those in the middle of its box, and not those around it', () => {
  const bus = { x: 0.25, y: 0.5, width: 0.5, height: 0.5 };
  // A red thing in a green box, before grey.
  const image = paint(200, 100, (x, y) =>
    x >= 60 && x < 140 && y >= 60 && y < 90 ? RED : x >= 50 && x < 150 && y >= 50 ? GREEN : GREY,
  );
  expect(shareOf(measureColours(image, bus), 'red')).toBe(1);
  expect(shareOf(measureColours(image, { x: 0, y: 0, width: 1, height: 0.4 }), 'grey')).toBe(1);
  // The left half of what is looked at.
  const half = measureColours(
    paint(200, 100, (x) => (x < 100 ? RED : GREEN)),
    bus,
  );
  expect(shareOf(half, 'red')).toBeCloseTo(0.5, 1);
  expect(half.reduce((sum, share) => sum + share)).toBeCloseTo(1, 9);
});

it('boxes of a pixel, and such as reach beyond the frame, have colours', () => {
  const image = paint(64, 48, () => RED);
  for (const box of [
    { x: 0.999, y: 0.999, width: 0.0001, height: 0.0001 },
    { x: -0.2, y: -0.1, width: 0.5, height: 1.4 },
    { x: 0.9, y: 0, width: 0.4, height: 1 },
  ])
    expect(shareOf(measureColours(image, box), 'red')).toBe(1);
});
