import sharp, { type Sharp } from 'sharp';
import { describe, expect, it } from 'vitest';
import { openImage } from '#src/media/decode/open-image.js';
import type { OpenImage } from '#src/media/decode/types.js';
import { prepareFrame } from '#src/media/prepare/prepare-frame.js';
import { shrinkPrepared } from '#src/media/thumbnails/shrink-prepared.js';
import type { ImageSpec } from '#src/model/image-spec.js';
import type { RgbImage } from '#src/model/rgb-image.js';
import { makePicture } from '../../support/images/random-images.js';

const spec = (size: number, fit: ImageSpec['fit'] = 'crop'): ImageSpec => ({ size, fit, kernel: 'cubic' });

/** Prepares a picture for encoders and makes its thumbnail. @returns how often it was decoded, too */
async function shrink(size: { width: number; height: number }, specs: readonly ImageSpec[]) {
  const opened = await openImage(await makePicture(1, size));
  let decoded = 0;
  const image: OpenImage = {
    ...opened,
    decode: () => {
      decoded++;
      return opened.decode();
    },
  };
  const { whole } = await prepareFrame(image, specs);
  const bytes = (await shrinkPrepared(whole as RgbImage, image)) as Uint8Array;
  return { decoded, bytes, opened };
}

describe('shrinkPrepared', () => {
  it.each([
    ['4:3', 1200, 900, [spec(260)], 320, 240],
    ['upright', 900, 1200, [spec(260)], 240, 320],
    ['square', 900, 900, [spec(260)], 320, 320],
    ['square, for 224 pixels', 900, 900, [spec(224)], 320, 320],
    ['of other proportions', 1200, 900, [spec(256, 'fill')], 320, 240],
    ['a panorama', 3000, 300, [spec(260)], 320, 32],
    ['small', 200, 150, [spec(260)], 200, 150],
  ] as const)(
    'decodes a photo once for encoder and thumbnail: %s',
    async (_, width, height, specs, toWidth, toHeight) => {
      const { decoded, bytes } = await shrink({ width, height }, specs);
      expect(decoded).toBe(1);
      expect(await sharp(bytes).metadata()).toMatchObject({ format: 'webp', width: toWidth, height: toHeight });
    },
  );

  it('takes the largest of several scaled images', async () => {
    const { decoded } = await shrink({ width: 1200, height: 900 }, [spec(32), spec(260)]);
    expect(decoded).toBe(2);
  });

  it('decodes it again for an encoder that takes too few pixels', async () => {
    const { decoded, bytes } = await shrink({ width: 1200, height: 900 }, [spec(32)]);
    expect(decoded).toBe(2);
    expect(await sharp(bytes).metadata()).toMatchObject({ width: 320, height: 240 });
  });

  it('looks as a thumbnail that is made of the original', async () => {
    const { bytes, opened } = await shrink({ width: 1200, height: 900 }, [spec(260)]);
    const read = (image: Sharp) => image.resize(64, 48).removeAlpha().raw().toBuffer();
    const [made, direct] = await Promise.all([read(sharp(bytes)), read(opened.decode().toColourspace('srgb'))]);
    const off = made.reduce((sum, value, i) => sum + Math.abs(value - (direct[i] as number)), 0) / made.length;
    expect(off).toBeLessThan(4);
  });
});
