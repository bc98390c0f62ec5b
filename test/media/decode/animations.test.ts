import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MAX_ANIMATION_PIXELS, pickFrame } from '#src/media/decode/pick-frame.js';
import { MediaPool } from '#src/media/worker/media-pool.js';
import { makeApng } from '../../support/images/apng.js';
import { AVIF_SEQUENCE } from '../../support/images/encoded-images.js';
import { prepareImage } from '../../support/images/prepare-image.js';
import { type Colour, expectColours, measureQuarters, WHOLE } from '../../support/images/quarters.js';
import { HAS_SHARED, SHARED } from '../../support/shared.js';

let media: MediaPool;
beforeAll(() => {
  media = new MediaPool({ processes: 1 });
});
afterAll(() => media.close());

const see = async (source: { bytes: Uint8Array } | { path: string }) =>
  measureQuarters((await prepareImage(media, source, WHOLE)).decoded?.pixels as Uint8Array, WHOLE.size);
const all = (colour: Colour) => [colour, colour, colour, colour];

const RED: Colour = [200, 0, 0];
const GREEN: Colour = [0, 200, 0];
const BLUE: Colour = [0, 0, 200];
const WHITE: Colour = [255, 255, 255];

const css = (colour: Colour, alpha = 1) => `rgba(${colour.join(', ')}, ${alpha})`;
const size = { width: 64, height: 64 };

async function makeFrames(...colours: string[]): Promise<Sharp> {
  const frames = colours.map((background) =>
    sharp({ create: { ...size, channels: 4, background } })
      .png()
      .toBuffer(),
  );
  return sharp(await Promise.all(frames), { join: { animated: true } });
}

describe('pickFrame', () => {
  it.each([
    [1, 0],
    [2, 0],
    [3, 1],
    [10, 3],
    [100, 33],
    [0, 0],
  ])('picks, of %i frames, frame %i', (frames, index) => {
    expect(pickFrame(frames, 100)).toBe(index);
  });

  it('picks an earlier frame where decoding its predecessors is too expensive', () => {
    expect(pickFrame(1000, MAX_ANIMATION_PIXELS / 10)).toBe(9);
    expect(pickFrame(1000, MAX_ANIMATION_PIXELS * 2)).toBe(0);
  });
});

describe('an animation is represented by its frame at one third', () => {
  it('GIF', async () => {
    const gif = await (await makeFrames(css(RED), css(RED), css(GREEN), css(BLUE), css(BLUE), css(BLUE)))
      .gif()
      .toBuffer();
    expectColours(await see({ bytes: gif }), all(GREEN), 1);
  });

  it('WebP', async () => {
    const webp = await (await makeFrames(css(RED), css(GREEN), css(BLUE))).webp({ lossless: true }).toBuffer();
    expectColours(await see({ bytes: webp }), all(GREEN), 1);
  });

  it('AVIF: by its primary item instead', async () => {
    expectColours(await see({ bytes: AVIF_SEQUENCE }), all(RED), 2);
  });

  it('TIFF of several pages: by the first page instead', async () => {
    const pages = await (await makeFrames(css(RED), css(GREEN), css(BLUE))).tiff({ compression: 'lzw' }).toBuffer();
    expect((await sharp(pages).metadata()).pages).toBe(3);
    expectColours(await see({ bytes: pages }), all(RED), 0);
  });
});

describe('an animated PNG is represented by its default image', () => {
  const frames = [RED, GREEN, BLUE].map((colour) => ({ ...size, colour: css(colour) }));

  it('which is the first frame when the file has no separate one', async () => {
    const bytes = await makeApng(64, 64, frames);
    expectColours(await see({ bytes }), all(RED), 0);
    expect((await prepareImage(media, { bytes }, WHOLE)).decoded?.header).toMatchObject({
      format: 'png',
      mediaType: 'image/apng',
      ...size,
    });
  });

  it('also when it is not part of the animation', async () => {
    expectColours(await see({ bytes: await makeApng(64, 64, frames, css(WHITE)) }), all(WHITE), 0);
  });

  it('also when the frames are damaged', async () => {
    const outside = [{ ...size, left: 60, colour: css(GREEN) }];
    expectColours(await see({ bytes: await makeApng(64, 64, outside, css(RED)) }), all(RED), 0);
    const broken = await makeApng(64, 64, [{ ...size, colour: css(GREEN) }], css(RED));
    broken.fill(0x55, broken.indexOf('fdAT') + 12, broken.indexOf('IEND') - 8);
    expectColours(await see({ bytes: broken }), all(RED), 0);
  });

  it.skipIf(!HAS_SHARED).each([
    // By Pillow 13: frame 0, which of these files is the default image.
    ['dispose_op_previous_region.png', [255, 0, 0]],
    ['num_plays_1.png', [255, 0, 0]],
    ['sequence_repeat.png', [0, 255, 0]],
  ] as const)('in %s', async (name, colour) => {
    expectColours(await see({ path: join(SHARED, 'hostile/pillow', name) }), all(colour), 2);
  });
});
