import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { describe, expect, it } from 'vitest';
import type { ImageSpec } from '#src/model/image-spec.js';
import { InProcessMedia } from '../../support/images/in-process-media.js';
import { prepareImage } from '../../support/images/prepare-image.js';
import { createRandom } from '../../support/images/random-images.js';
import { SAMPLES } from '../../support/shared.js';

const SPEC: ImageSpec = { size: 260, fit: 'crop', kernel: 'cubic' };

const media = new InProcessMedia();

async function prepare(bytes: Uint8Array, spec = SPEC): Promise<Uint8Array> {
  const { decoded } = await prepareImage(media, { bytes }, spec);
  expect(decoded?.pixels).toHaveLength(spec.size ** 2 * 3);
  return decoded?.pixels as Uint8Array;
}

/** Mean distance of two pictures, in levels of 255. */
function measureDistance(a: Uint8Array, b: Uint8Array): number {
  return a.reduce((sum, value, i) => sum + Math.abs(value - (b[i] as number)), 0) / a.length;
}

/** The mean of each channel. */
function meanColour(pixels: Uint8Array): number[] {
  const sums = [0, 0, 0];
  pixels.forEach((value, i) => {
    sums[i % 3] = (sums[i % 3] as number) + value;
  });
  return sums.map((sum) => Math.round((sum / pixels.length) * 3));
}

function expectColour(pixels: Uint8Array, expected: readonly number[], tolerance: number): void {
  const found = meanColour(pixels);
  const isNear = found.every((value, c) => Math.abs(value - (expected[c] as number)) <= tolerance);
  expect(isNear, `${found} should be near ${expected}`).toBe(true);
}

const flat = (background: string, width = 400, height = 300): Sharp =>
  sharp({ create: { width, height, channels: 3, background } });

describe('orientation', () => {
  /** The stored pixels for each EXIF orientation, as operations inverse to those of a viewer. */
  const STORED: Record<number, ((upright: Sharp) => Sharp)[]> = {
    1: [],
    2: [(image) => image.flop()],
    3: [(image) => image.rotate(180)],
    4: [(image) => image.flip()],
    5: [(image) => image.rotate(90), (image) => image.flop()],
    6: [(image) => image.rotate(270)],
    7: [(image) => image.rotate(270), (image) => image.flop()],
    8: [(image) => image.rotate(90)],
  };

  async function store(upright: Buffer, orientation: number): Promise<Buffer> {
    let bytes = upright;
    for (const step of STORED[orientation] ?? []) bytes = await step(sharp(bytes)).png().toBuffer();
    return sharp(bytes).withMetadata({ orientation }).jpeg({ quality: 98, chromaSubsampling: '4:4:4' }).toBuffer();
  }

  it('gives the same pixels for all eight values', async () => {
    const upright = await sharp(join(SAMPLES, 'red-panda.jpg')).resize(640, 420, { fit: 'cover' }).png().toBuffer();
    const expected = await prepare(upright);
    for (const orientation of [1, 2, 3, 4, 5, 6, 7, 8]) {
      const stored = await store(upright, orientation);
      expect((await sharp(stored).metadata()).orientation).toBe(orientation);
      const { decoded } = await prepareImage(media, { bytes: stored }, SPEC);
      expect.soft(decoded?.header, `orientation ${orientation}`).toMatchObject({ width: 640, height: 420 });
      const distance = measureDistance(decoded?.pixels as Uint8Array, expected);
      expect.soft(distance, `orientation ${orientation}`).toBeLessThan(1.5);
    }
  });

  it('gives the same pixels for an enlarged image', async () => {
    const upright = await sharp(join(SAMPLES, 'cat-face.png')).resize(120, 90, { fit: 'cover' }).png().toBuffer();
    const expected = await prepare(upright);
    for (const orientation of [3, 5, 6, 8])
      expect.soft(measureDistance(await prepare(await store(upright, orientation)), expected)).toBeLessThan(1.5);
  });
});

describe('colours', () => {
  it('composites transparency on white', async () => {
    const background = { r: 255, g: 0, b: 0, alpha: 0.5 };
    const half = await sharp({ create: { width: 300, height: 300, channels: 4, background } })
      .png()
      .toBuffer();
    expectColour(await prepare(half), [255, 127, 127], 1);
    const clear = await sharp({ create: { width: 30, height: 30, channels: 4, background: '#00000000' } })
      .webp()
      .toBuffer();
    expectColour(await prepare(clear), [255, 255, 255], 0);
  });

  it.each([
    ['16-bit PNG', () => flat('#c86432').toColourspace('rgb16').png(), [200, 100, 50], 1],
    ['16-bit TIFF', () => flat('#c86432').toColourspace('rgb16').tiff({ compression: 'lzw' }), [200, 100, 50], 1],
    ['grey JPEG', () => flat('#808080').toColourspace('b-w').jpeg({ quality: 100 }), [128, 128, 128], 1],
    ['16-bit grey PNG', () => flat('#404040').toColourspace('grey16').png(), [64, 64, 64], 1],
    ['palette PNG', () => flat('#c86432').png({ palette: true, colours: 4 }), [200, 100, 50], 1],
    ['GIF', () => flat('#c86432').gif(), [200, 100, 50], 8],
    ['AVIF', () => flat('#c86432').avif({ quality: 90 }), [200, 100, 50], 3],
    ['lossless WebP', () => flat('#c86432').webp({ lossless: true }), [200, 100, 50], 0],
    // Ink does not reach every colour of a screen, so a muted one.
    ['CMYK JPEG', () => flat('#a08070').toColourspace('cmyk').jpeg({ quality: 100 }), [160, 128, 112], 6],
    ['CMYK TIFF', () => flat('#a08070').toColourspace('cmyk').tiff({ compression: 'lzw' }), [160, 128, 112], 6],
  ] as const)('converts a %s to 8-bit RGB', async (_kind, make, colour, tolerance) => {
    expectColour(await prepare(await make().toBuffer()), colour, tolerance);
  });

  it.each([
    ['16-bit PNG', () => flat('#c86432', 40, 30).toColourspace('rgb16').png(), [200, 100, 50], 1],
    ['grey JPEG', () => flat('#808080', 40, 30).toColourspace('b-w').jpeg({ quality: 100 }), [128, 128, 128], 1],
    ['CMYK TIFF', () => flat('#a08070', 40, 30).toColourspace('cmyk').tiff(), [160, 128, 112], 6],
  ] as const)('converts an enlarged %s to 8-bit RGB', async (_kind, make, colour, tolerance) => {
    expectColour(await prepare(await make().toBuffer()), colour, tolerance);
  });

  it('applies the embedded colour profile', async () => {
    const wide = await flat('#c86432').withIccProfile('p3').png().toBuffer();
    expect((await sharp(wide).metadata()).icc).toBeDefined();
    expectColour(await prepare(wide), [200, 100, 50], 2);
  });

  it('renders an SVG on white', async () => {
    const svg =
      '<svg xmlns="http://www.w3.org/2000/svg" width="400" height="400"><rect width="200" height="400" fill="#f00"/></svg>';
    const pixels = await prepare(Buffer.from(svg));
    expect([...pixels.subarray(0, 3)]).toEqual([255, 0, 0]);
    expect([...pixels.subarray(259 * 3, 260 * 3)]).toEqual([255, 255, 255]);
  });

  it('decodes the frame at one third of an animation', async () => {
    const frames = await Promise.all(
      ['#c80000', '#00c800', '#0000c8'].map((colour) => flat(colour, 60, 60).png().toBuffer()),
    );
    const gif = await sharp(frames, { join: { animated: true } })
      .gif()
      .toBuffer();
    expect((await sharp(gif).metadata()).pages).toBe(3);
    expectColour(await prepare(gif), [0, 200, 0], 4);
  });
});

describe('geometry', () => {
  function makeNoise(width: number, height: number): Buffer {
    const random = createRandom(width * height);
    return Buffer.from(Array.from({ length: width * height * 3 }, () => Math.floor(random() * 256)));
  }

  it('leaves an image of exactly the input size unchanged', async () => {
    const noise = makeNoise(260, 260);
    const bytes = await sharp(noise, { raw: { width: 260, height: 260, channels: 3 } })
      .png()
      .toBuffer();
    expect(Buffer.compare(await prepare(bytes), noise)).toBe(0);
  });

  it('only crops an image whose short side has the input size', async () => {
    const noise = makeNoise(301, 260);
    const bytes = await sharp(noise, { raw: { width: 301, height: 260, channels: 3 } })
      .png()
      .toBuffer();
    const cut = await sharp(bytes).extract({ left: 20, top: 0, width: 260, height: 260 }).raw().toBuffer();
    expect(Buffer.compare(await prepare(bytes), cut)).toBe(0);
  });

  it.each([
    [20, 3000],
    [3000, 20],
    [1, 1],
    [2, 3],
    [1, 10_000],
    [259, 261],
    [261, 10_000],
  ])('prepares %d × %d pixels of one colour', async (width, height) => {
    expectColour(await prepare(await flat('#c86432', width, height).png().toBuffer()), [200, 100, 50], 0);
  });

  it('crops the centre: both ends are outside', async () => {
    const bytes = await flat('#00ff00', 3000, 300)
      .composite([{ input: await flat('#ff0000', 300, 300).png().toBuffer(), left: 1350, top: 0 }])
      .png()
      .toBuffer();
    const pixels = await prepare(bytes);
    const middle = (130 * 260 + 130) * 3;
    expect([...pixels.subarray(middle, middle + 3)]).toEqual([255, 0, 0]);
    expect(meanColour(pixels)[1]).toBeLessThan(3);
  });

  it('stretches the whole image for a model that requires it', async () => {
    const bytes = await flat('#ff0000', 600, 100)
      .composite([{ input: await flat('#0000ff', 300, 100).png().toBuffer(), left: 300, top: 0 }])
      .png()
      .toBuffer();
    expectColour(await prepare(bytes, { size: 128, fit: 'fill', kernel: 'linear' }), [127, 0, 127], 2);
  });
});
