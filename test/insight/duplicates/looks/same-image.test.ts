import sharp, { type Sharp } from 'sharp';
import { describe, expect, it } from 'vitest';
import { makeLook } from '#src/insight/duplicates/looks/look.js';
import { isSameImage } from '#src/insight/duplicates/looks/same-image.js';
import { MIN_AGREEING_PAGES } from '#src/insight/duplicates/thresholds.js';
import { makePages } from '../../../../bench/support/pages.mjs';
import { PLAIN, paintSky, SKIES } from '../../../../bench/support/surfaces.mjs';
import { type Colour, type Painted, paint, paintDiscs, paintPage } from '../../../support/images/painted.js';
import { makeTemporaryFolder } from '../../../support/temporary-folder.js';

const areSame = (a: Painted, b: Painted) => {
  const same = isSameImage(makeLook(a), makeLook(b));
  expect(isSameImage(makeLook(b), makeLook(a))).toBe(same);
  return same;
};

describe('surfaces', () => {
  const SIZE = { width: 160, height: 120 };
  const plain = Object.entries<Colour>({ ...PLAIN, maroon: [110, 12, 12] }).map(([name, colour]) => ({
    ...{ name, image: paint(SIZE.width, SIZE.height, () => colour) },
  }));
  const skies = Object.entries(SKIES).map(([name, colours]) => ({ name, image: paintSky(colours, 1, SIZE) }));

  it('of different colours are different images', () => {
    const all = [...plain, ...skies];
    for (const [i, a] of all.entries())
      for (const b of all.slice(i + 1)) expect.soft(areSame(a.image, b.image), `${a.name}, ${b.name}`).toBe(false);
  });

  it.each(Object.entries(SKIES))('exposed otherwise, or larger, are the same image: %s', (_, colours) => {
    const sky = paintSky(colours, 1, SIZE);
    for (const exposure of [0.75, 0.9, 1.15]) expect.soft(areSame(sky, paintSky(colours, exposure, SIZE))).toBe(true);
    expect(areSame(sky, paintSky(colours, 1, { width: 320, height: 240 }))).toBe(true);
  });

  it('of one colour are the same image in every size', () => {
    for (const { image } of plain) expect(areSame(image, { ...image, width: 120, height: 160 })).toBe(true);
  });

  it('with something small on them are not those without it', () => {
    const wall = paint(160, 120, () => [180, 170, 150]);
    const withDisc = (x0: number) =>
      paint(160, 120, (x, y) => (Math.hypot(x - x0, y - 0.5) < 0.06 ? [40, 40, 40] : [180, 170, 150]));
    expect(areSame(wall, withDisc(0.3))).toBe(false);
    expect(areSame(withDisc(0.3), withDisc(0.7))).toBe(false);
    expect(areSame(withDisc(0.3), withDisc(0.3))).toBe(true);
  });
});

describe('pages', () => {
  it('of one layout that say other things are different images', () => {
    const pages = [1, 2, 3, 4, 5, 6].map((seed) => paintPage(seed, 226, 320));
    for (const [i, a] of pages.entries()) for (const b of pages.slice(i + 1)) expect(areSame(a, b)).toBe(false);
  });

  it.each([1, 2, 3])('that say the same are the same image, smaller or on darker paper: %i', (seed) => {
    const page = paintPage(seed, 226, 320);
    expect(areSame(page, paintPage(seed, 160, 226))).toBe(true);
    expect(areSame(page, paintPage(seed, 226, 320, [205, 205, 200]))).toBe(true);
  });
});

describe('spreadsheets', () => {
  const readLook = async (image: Sharp) => {
    const small = await image.resize(320, 320, { fit: 'inside' }).jpeg({ quality: 80 }).toBuffer();
    const { data, info } = await sharp(small).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
    return makeLook({ ...info, data });
  };

  it('of one layout with other values are different images, copies of one are the same', async () => {
    const sheets = await makePages(makeTemporaryFolder(), 24, 1, ['spreadsheet']);
    const looks = await Promise.all(sheets.map((sheet) => readLook(sharp(sheet))));
    for (const [i, a] of looks.entries()) {
      for (const b of looks.slice(i + 1)) expect(isSameImage(a, b, MIN_AGREEING_PAGES)).toBe(false);
      const copy = await sharp(sheets[i]).resize(300).jpeg({ quality: 40 }).toBuffer();
      expect(isSameImage(a, await readLook(sharp(copy)), MIN_AGREEING_PAGES)).toBe(true);
    }
  });
});

describe('images', () => {
  const crop = (whole: Painted, left: number, top: number): Painted => {
    const [width, height] = [Math.round(whole.width * 0.95), Math.round(whole.height * 0.95)];
    const data = new Uint8Array(width * height * 4);
    for (let y = 0; y < height; y++) {
      const from = ((Math.floor(top * whole.height) + y) * whole.width + Math.floor(left * whole.width)) * 4;
      data.set(whole.data.subarray(from, from + width * 4), y * width * 4);
    }
    return { width, height, data };
  };

  it.each([1, 2, 3])('cropped by a twentieth, scaled or brightened are the same: %i', (seed) => {
    const image = paintDiscs(seed, 240, 180);
    for (const [left, top] of [
      [0, 0],
      [0.025, 0.025],
      [0.05, 0],
      [0.05, 0.05],
    ] as const)
      expect.soft(areSame(image, crop(image, left, top)), `${left}, ${top}`).toBe(true);
    expect(areSame(image, paintDiscs(seed, 120, 90))).toBe(true);
    const brighter = image.data.map((value, i) => (i % 4 === 3 ? value : Math.min(255, value * 1.2)));
    expect(areSame(image, { ...image, data: brighter })).toBe(true);
  });

  it('of one shape in other colours are different', () => {
    const balloon = (colour: Colour) => {
      const strings = paintDiscs(7, 160, 120);
      return paint(160, 120, (x, y) => {
        const at = (Math.floor(y * 120) * 160 + Math.floor(x * 160)) * 4;
        const shade = (strings.data[at + 1] as number) / 255;
        return colour.map((value) => value * (0.3 + 0.7 * shade)) as never;
      });
    };
    expect(areSame(balloon([230, 30, 30]), balloon([30, 60, 230]))).toBe(false);
    expect(areSame(balloon([230, 30, 30]), balloon([230, 200, 40]))).toBe(false);
    expect(areSame(balloon([230, 30, 30]), balloon([200, 26, 26]))).toBe(true);
  });

  it('of other things are different', () => {
    const images = [1, 2, 3, 4, 5].map((seed) => paintDiscs(seed, 160, 120));
    for (const [i, a] of images.entries()) for (const b of images.slice(i + 1)) expect(areSame(a, b)).toBe(false);
  });
});
