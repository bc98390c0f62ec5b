// Pixels of a part of an image, and of the whole of it at the size of an encoder's input.
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { openImage } from '#src/media/decode/open-image.js';
import { prepareSquare, prepareWhole } from '#src/media/prepare/prepare.js';
import { cutOut } from '#src/model/rgb-image.js';
import { InProcessMedia } from '../../support/images/in-process-media.js';
import { makeQuarters } from '../../support/images/quarters.js';
import { makePicture } from '../../support/images/random-images.js';

const CUBIC = { size: 64, kernel: 'cubic' } as const;
const media = new InProcessMedia();

/** The mean colour. */
function average(pixels: Uint8Array): number[] {
  const sums = [0, 0, 0];
  pixels.forEach((value, i) => {
    sums[i % 3] = (sums[i % 3] as number) + value / (pixels.length / 3);
  });
  return sums.map(Math.round);
}

describe('the whole of an image', () => {
  it.each([
    ['a large one', 640, 400],
    ['one that is smaller than the input', 50, 31],
    ['a tall one', 300, 900],
  ])('has the square of an encoder in its middle: %s', async (_, width, height) => {
    const bytes = await makePicture(1, { width, height });
    const image = await openImage(bytes);
    const whole = await prepareWhole(image, CUBIC);
    expect(Math.min(whole.width, whole.height)).toBe(64);
    const square = await prepareSquare(image, { ...CUBIC, fit: 'crop' });
    const [left, top] = [(whole.width - 64) >> 1, (whole.height - 64) >> 1];
    expect(cutOut(whole, { left, top, width: 64, height: 64 })).toEqual(square);
  });
});

describe('a part of an image', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8])('is cut out of the upright one, with orientation %i', async (orientation) => {
    const upright = await sharp(await makeQuarters().withMetadata({ orientation }).png().toBuffer())
      .autoOrient()
      .png()
      .toBuffer();
    const turned = await makeQuarters().withMetadata({ orientation }).png().toBuffer();
    for (const [x, y] of [
      [0, 0],
      [0.5, 0],
      [0, 0.5],
      [0.5, 0.5],
    ] as const) {
      const box = { x, y, width: 0.5, height: 0.5 };
      const spec = { ...CUBIC, fit: 'crop' } as const;
      const [expected] = await media.squares({ bytes: upright }, [spec], { box });
      const [found] = await media.squares({ bytes: turned }, [spec], { box });
      expect(average(found as Uint8Array)).toEqual(average(expected as Uint8Array));
      expect(found).toHaveLength(64 * 64 * 3);
    }
  });

  it('has at least a pixel, and may reach the edge', async () => {
    const bytes = await makePicture(1, { width: 40, height: 30 });
    for (const box of [
      { x: 0.999, y: 0.999, width: 0.001, height: 0.001 },
      { x: 0, y: 0, width: 1, height: 1 },
      { x: 0.3, y: 0, width: 1e-9, height: 1 },
    ])
      expect((await media.squares({ bytes }, [{ ...CUBIC, fit: 'fill' }], { box }))[0]).toHaveLength(64 * 64 * 3);
  });
});
