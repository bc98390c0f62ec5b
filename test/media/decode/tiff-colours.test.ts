// Wrong colours are worse than none: TIFFs of every kind of pixel, written here from known colours, and read by a second decoder.
import { deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadMagick, type MagickLibrary } from '#src/media/decode/magick.js';
import { openImage } from '#src/media/decode/open-image.js';
import { classifyTiff } from '#src/media/decode/tiff/tiff-layout.js';
import { makeTiff, type TiffImage } from '../../support/images/tiff.js';

type Rgb = readonly [number, number, number];

const COLOURS: readonly Rgb[] = [
  [255, 0, 0],
  [0, 255, 0],
  [0, 0, 255],
  [255, 255, 255],
  [0, 0, 0],
  [128, 128, 128],
  [200, 120, 60],
  [40, 90, 160],
];
/** Each colour is a block of so many columns. */
const BLOCK = 16;
const WIDTH = BLOCK * COLOURS.length;
const HEIGHT = 32;

type Samples = Uint8Array | Uint16Array | Uint32Array | Int16Array | Float32Array | Float64Array;

/** Rows of pixels, each the samples of its block's colour. */
function paint<T extends Samples>(
  type: new (length: number) => T,
  toSamples: (colour: Rgb) => readonly number[],
): Buffer {
  const blocks = COLOURS.map(toSamples);
  const channels = blocks[0]?.length ?? 0;
  const samples = new type(WIDTH * HEIGHT * channels);
  for (let pixel = 0; pixel < WIDTH * HEIGHT; pixel++) {
    const block = blocks[Math.floor((pixel % WIDTH) / BLOCK)] ?? [];
    for (const [i, value] of block.entries()) samples[pixel * channels + i] = value;
  }
  return Buffer.from(samples.buffer);
}

function write(photometric: number, bits: readonly number[], pixels: Buffer, more: Partial<TiffImage> = {}): Buffer {
  return makeTiff({ width: WIDTH, height: HEIGHT, bits, photometric, strips: [pixels], ...more });
}

const RGB_8 = [8, 8, 8];
const RGB_32 = [32, 32, 32];
const FLOATS = { shorts: { 339: [3, 3, 3] } };

/** ITU-R BT.601, full range. */
function toYcbcr([r, g, b]: Rgb): Rgb {
  const y = 0.299 * r + 0.587 * g + 0.114 * b;
  const clamp = (value: number) => Math.max(0, Math.min(255, Math.round(value)));
  return [clamp(y), clamp((b - y) / 1.772 + 128), clamp((r - y) / 1.402 + 128)];
}

/** Two by two luminances, and one of each colour difference. */
function paintSubsampled(): Buffer {
  const units = Array.from({ length: (WIDTH / 2) * (HEIGHT / 2) }, (_, i) => {
    const [y, cb, cr] = toYcbcr(COLOURS[Math.floor(((i % (WIDTH / 2)) * 2) / BLOCK)] as Rgb);
    return [y, y, y, y, cb, cr];
  });
  return Buffer.from(units.flat());
}

/** CIE L*a*b* under D50, of sRGB adapted by Bradford. */
function toLab(colour: Rgb): Rgb {
  const [r, g, b] = colour.map((value) => {
    const v = value / 255;
    return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
  }) as unknown as Rgb;
  const f = (t: number) => (t > 216 / 24389 ? Math.cbrt(t) : ((24389 / 27) * t + 16) / 116);
  const x = f((0.4360747 * r + 0.3850649 * g + 0.1430804 * b) / 0.96422);
  const y = f(0.2225045 * r + 0.7168786 * g + 0.0606169 * b);
  const z = f((0.0139322 * r + 0.0971045 * g + 0.7141733 * b) / 0.82521);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

function toCmyk([r, g, b]: Rgb): number[] {
  const k = 255 - Math.max(r, g, b);
  return [255 - r - k, 255 - g - k, 255 - b - k, k];
}

const grey = ([, g]: Rgb): Rgb => [g, g, g];
const isWhite = ([, g]: Rgb) => g > 100;

/** `bits` a pixel: the upper bits of green, perhaps inverted. */
function packGrey(bits: 1 | 4, isInverted: boolean): Buffer {
  const pixels = paint(Uint8Array, (colour) => [bits === 1 ? Number(isWhite(colour)) : colour[1] >> 4]);
  const packed = Buffer.alloc((WIDTH * HEIGHT * bits) / 8);
  for (const [i, value] of pixels.entries()) {
    const stored = isInverted ? (1 << bits) - 1 - value : value;
    const at = (i * bits) >> 3;
    packed[at] = (packed[at] as number) | (stored << (8 - bits - ((i * bits) & 7)));
  }
  return packed;
}

function pickBlocks(pixels: Uint8Array): Rgb[] {
  const channels = pixels.length / (WIDTH * HEIGHT);
  return COLOURS.map((_, i) => {
    const at = ((HEIGHT / 2) * WIDTH + i * BLOCK + BLOCK / 2) * channels;
    return [0, 1, 2].map((c) => pixels[at + (channels < 3 ? 0 : c)] as number) as unknown as Rgb;
  });
}

async function decode(bytes: Uint8Array): Promise<Rgb[]> {
  const image = (await openImage(bytes)).decode().removeAlpha().toColourspace('srgb');
  return pickBlocks(await image.raw({ depth: 'uchar' }).toBuffer());
}

function distance(found: readonly Rgb[], expected: readonly Rgb[]): number {
  return Math.max(
    ...found.flatMap((colour, i) => colour.map((v, c) => Math.abs(v - ((expected[i] as Rgb)[c] as number)))),
  );
}

let magick: MagickLibrary;
beforeAll(async () => {
  magick = await loadMagick();
});

function decodeByMagick(bytes: Uint8Array): Rgb[] {
  const image = magick.MagickImage.create();
  try {
    image.read(bytes, new magick.MagickReadSettings({ format: 'TIFF' as 'TIFF', frameIndex: 0, frameCount: 1 }));
    return pickBlocks(image.getPixels((pixels) => pixels.toByteArray(0, 0, WIDTH, HEIGHT, 'RGB') as Uint8Array));
  } finally {
    image.dispose();
  }
}

/** libvips alone. */
const decodeBySharp = async (bytes: Uint8Array) =>
  pickBlocks(await sharp(bytes).removeAlpha().toColourspace('srgb').raw({ depth: 'uchar' }).toBuffer());

const ycbcr = paint(Uint8Array, toYcbcr);
const reference = {
  532: [
    [0, 1],
    [255, 1],
    [128, 1],
    [255, 1],
    [128, 1],
    [255, 1],
  ],
} as const;
const lab8 = ([l, a, b]: Rgb) => [Math.round(l * 2.55), Math.round(a) & 255, Math.round(b) & 255];
const planes = (toSamples: (colour: Rgb) => Rgb) =>
  [0, 1, 2].map((c) => paint(Uint8Array, (colour) => [toSamples(colour)[c] as number]));

describe('a TIFF has the colours that were written', () => {
  it.each([
    ['YCbCr', write(6, RGB_8, ycbcr, { shorts: { 530: [1, 1] }, rationals: reference }), 'magick'],
    ['YCbCr without a reference', write(6, RGB_8, ycbcr, { shorts: { 530: [1, 1] } }), 'magick'],
    ['YCbCr, compressed', write(6, RGB_8, deflateSync(ycbcr), { shorts: { 530: [1, 1] }, compression: 8 }), 'magick'],
    [
      'YCbCr in planes',
      write(6, RGB_8, ycbcr, { strips: planes(toYcbcr), shorts: { 284: [2], 530: [1, 1] } }),
      'magick',
    ],
    ['YCbCr, subsampled', write(6, RGB_8, paintSubsampled(), { shorts: { 530: [2, 2] } }), 'sharp'],
    [
      'RGB of 8 bits',
      write(
        2,
        RGB_8,
        paint(Uint8Array, (c) => c),
      ),
      'magick',
    ],
    ['RGB in planes', write(2, RGB_8, ycbcr, { strips: planes((c) => c), shorts: { 284: [2] } }), 'magick'],
    [
      'RGB of 16 bits',
      write(
        2,
        [16, 16, 16],
        paint(Uint16Array, (c) => c.map((v) => v * 257)),
      ),
      'magick',
    ],
    [
      'RGB of 32 bits',
      write(
        2,
        RGB_32,
        paint(Uint32Array, (c) => c.map((v) => v * 0x01010101)),
      ),
      'magick',
    ],
    [
      'RGB of fractions up to 1',
      write(
        2,
        RGB_32,
        paint(Float32Array, (c) => c.map((v) => v / 255)),
        FLOATS,
      ),
      'magick',
    ],
    [
      'RGB of fractions up to 255',
      write(
        2,
        RGB_32,
        paint(Float32Array, (c) => c),
        FLOATS,
      ),
      null,
    ],
    [
      'RGB of fractions, with transparency',
      write(
        2,
        [...RGB_32, 32],
        paint(Float32Array, (c) => [...c.map((v) => v / 255), 1]),
        {
          shorts: { 338: [2], 339: [3, 3, 3, 3] },
        },
      ),
      'magick',
    ],
  ] as const)('%s', async (_what, bytes, second) => {
    const found = await decode(bytes);
    expect(distance(found, COLOURS), found.join(' / ')).toBeLessThanOrEqual(1);
    if (second === 'magick') expect(distance(found, decodeByMagick(bytes))).toBeLessThanOrEqual(1);
    if (second === 'sharp') expect(distance(found, await decodeBySharp(bytes))).toBeLessThanOrEqual(1);
  });

  it.each([
    ['1 bit, white is zero', write(0, [1], packGrey(1, true)), 1],
    ['1 bit, black is zero', write(1, [1], packGrey(1, false)), 1],
    ['4 bits, white is zero', write(0, [4], packGrey(4, true)), 4],
    [
      '8 bits, white is zero',
      write(
        0,
        [8],
        paint(Uint8Array, ([, g]) => [255 - g]),
      ),
      8,
    ],
    [
      '16 bits, white is zero',
      write(
        0,
        [16],
        paint(Uint16Array, ([, g]) => [65535 - g * 257]),
      ),
      16,
    ],
    [
      '8 bits, black is zero',
      write(
        1,
        [8],
        paint(Uint8Array, ([, g]) => [g]),
      ),
      8,
    ],
    [
      '32 bits',
      write(
        1,
        [32],
        paint(Uint32Array, ([, g]) => [g * 0x01010101]),
      ),
      32,
    ],
    [
      'fractions up to 1',
      write(
        1,
        [32],
        paint(Float32Array, ([, g]) => [g / 255]),
        { shorts: { 339: [3] } },
      ),
      32,
    ],
    [
      'fractions up to 255',
      write(
        1,
        [32],
        paint(Float32Array, ([, g]) => [g]),
        { shorts: { 339: [3] } },
      ),
      255,
    ],
  ] as const)('grey of %s', async (what, bytes, depth) => {
    const level = (g: number) => (depth === 1 ? 255 * Number(g > 100) : depth === 4 ? 17 * (g >> 4) : g);
    const expected = COLOURS.map((colour) => grey(colour).map(level) as unknown as Rgb);
    const found = await decode(bytes);
    expect(distance(found, expected), found.join(' / ')).toBeLessThanOrEqual(1);
    // ImageMagick inverts 4 bits, and takes no fraction above 1.
    if (depth !== 4 && depth !== 255) expect(distance(found, decodeByMagick(bytes)), what).toBeLessThanOrEqual(1);
  });

  /** What Pillow 13 with LittleCMS makes of the same file of 8 bits, relative colorimetric. */
  const BY_LITTLE_CMS: readonly Rgb[] = [
    [251, 5, 4],
    [13, 254, 14],
    [22, 7, 252],
    [254, 255, 254],
    [1, 0, 1],
    [128, 128, 128],
    [199, 120, 59],
    [32, 90, 160],
  ];

  it.each([
    [
      'CIELAB of 8 bits',
      write(
        8,
        RGB_8,
        paint(Uint8Array, (c) => lab8(toLab(c))),
      ),
    ],
    [
      'CIELAB of 16 bits',
      write(
        8,
        [16, 16, 16],
        paint(Uint16Array, (c) => {
          const [l, a, b] = toLab(c);
          return [Math.round(l * 655.35), Math.round(a * 256) & 0xffff, Math.round(b * 256) & 0xffff];
        }),
      ),
    ],
    [
      'ICCLAB of 8 bits',
      write(
        9,
        RGB_8,
        paint(Uint8Array, (c) => {
          const [l, a, b] = toLab(c);
          return [Math.round(l * 2.55), Math.round(a) + 128, Math.round(b) + 128];
        }),
      ),
    ],
    [
      'ICCLAB of 16 bits',
      write(
        9,
        [16, 16, 16],
        paint(Uint16Array, (c) => {
          const [l, a, b] = toLab(c);
          return [Math.round(l * 655.35), Math.round((a + 128) * 256), Math.round((b + 128) * 256)];
        }),
      ),
    ],
  ] as const)('%s', async (_what, bytes) => {
    const found = await decode(bytes);
    // Whole numbers of a* and b* leave an uncertainty, largest in the dark channels of a bright colour.
    expect(distance(found, COLOURS), found.join(' / ')).toBeLessThanOrEqual(14);
    expect(distance(found.slice(3, 7), COLOURS.slice(3, 7)), found.join(' / ')).toBeLessThanOrEqual(2);
    // The primaries lie on the edge of what sRGB has, where LittleCMS interpolates.
    expect(distance(found.slice(0, 3), BY_LITTLE_CMS.slice(0, 3)), found.join(' / ')).toBeLessThanOrEqual(24);
    expect(distance(found.slice(3), BY_LITTLE_CMS.slice(3)), found.join(' / ')).toBeLessThanOrEqual(10);
  });

  const AS_PRINTED: readonly Rgb[] = [
    [232, 10, 20],
    [0, 145, 55],
    [40, 20, 120],
    [255, 255, 255],
    [25, 15, 12],
    [135, 134, 133],
    [197, 142, 95],
    [95, 112, 139],
  ];

  it.each([
    ['8 bits', write(5, [8, 8, 8, 8], paint(Uint8Array, toCmyk))],
    [
      '16 bits',
      write(
        5,
        [16, 16, 16, 16],
        paint(Uint16Array, (c) => toCmyk(c).map((v) => v * 257)),
      ),
    ],
    ['8 bits, compressed', write(5, [8, 8, 8, 8], deflateSync(paint(Uint8Array, toCmyk)), { compression: 8 })],
  ] as const)(
    'CMYK without a profile of %s is converted with a press profile, as in other formats',
    async (_what, bytes) => {
      const found = await decode(bytes);
      // As inks on paper are seen, not as screens show them; profiles of presses differ by some 30 levels.
      expect(distance(found, AS_PRINTED), found.join(' / ')).toBeLessThanOrEqual(32);
      // ImageMagick takes inks for missing light.
      expect(distance(found, decodeByMagick(bytes))).toBeGreaterThan(60);
    },
  );

  it('that are no numbers are black', async () => {
    const pixels = paint(Float32Array, ([r]) => (r === 255 ? [Number.NaN, Number.NaN, Number.NaN] : [0.5, 0.5, 0.5]));
    const found = await decode(write(2, RGB_32, pixels, FLOATS));
    expect([found[0], found[1]]).toEqual([
      [0, 0, 0],
      [128, 128, 128],
    ]);
  });

  it('are turned by their orientation', async () => {
    const pixels = paint(Float32Array, (c) => c.map((v) => v / 255));
    const image = await openImage(write(2, RGB_32, pixels, { shorts: { 339: [3, 3, 3], 274: [6] } }));
    expect([image.width, image.height]).toEqual([HEIGHT, WIDTH]);
  });
});

describe('a TIFF whose colours cannot be known is refused', () => {
  it.each([
    [
      'signed samples',
      write(
        2,
        [16, 16, 16],
        paint(Int16Array, (c) => c),
        { shorts: { 339: [2, 2, 2] } },
      ),
    ],
    [
      'fractions of 64 bits',
      write(
        2,
        [64, 64, 64],
        paint(Float64Array, (c) => c),
        FLOATS,
      ),
    ],
    [
      'fractions far above 255',
      write(
        1,
        [32],
        paint(Float32Array, () => [2800]),
        { shorts: { 339: [3] } },
      ),
    ],
    [
      'fractions below 0',
      write(
        1,
        [32],
        paint(Float32Array, () => [-12]),
        { shorts: { 339: [3] } },
      ),
    ],
    [
      'complex samples',
      write(
        1,
        [32],
        paint(Float32Array, () => [1]),
        { shorts: { 339: [6] } },
      ),
    ],
    ['ITULAB', write(10, RGB_8, ycbcr)],
  ] as const)('%s', async (_what, bytes) => {
    await expect(openImage(bytes)).rejects.toMatchObject({
      code: 'unsupported-format',
      message: expect.stringMatching(/^TIFFs with .+ are not supported: their colours are not known\.$/),
    });
  });
});

describe('an ordinary TIFF', () => {
  it('is decoded by sharp alone', async () => {
    const ordinary = await Promise.all(
      (['none', 'lzw', 'deflate', 'jpeg'] as const).map((compression) =>
        sharp({ create: { width: 32, height: 32, channels: 3, background: '#456' } })
          .tiff({ compression })
          .toBuffer(),
      ),
    );
    for (const bytes of ordinary) expect(classifyTiff(bytes)).toBe('sharp');
  });
});
