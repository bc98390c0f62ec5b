import sharp, { type Sharp } from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MediaPool } from '#src/media/worker/media-pool.js';
import { AVIF_SEQUENCE, HEIC, HEIC_10_BIT, HEIC_ALPHA, J2K, JP2, JXL } from '../../support/images/encoded-images.js';
import { makeBmp, makeNetpbm, makePsd } from '../../support/images/plain-formats.js';
import { makePng, QUARTERS_PALETTE } from '../../support/images/png-files.js';
import { prepareImage } from '../../support/images/prepare-image.js';
import {
  type Colour,
  expectQuarters,
  GREY_QUARTERS,
  HEIGHT,
  makeQuarters,
  paintQuarters,
  QUARTERS,
  WHOLE,
  WIDTH,
} from '../../support/images/quarters.js';

let media: MediaPool;
beforeAll(() => {
  media = new MediaPool({ processes: 1 });
});
afterAll(() => media.close());

const prepare = async (bytes: Uint8Array) => (await prepareImage(media, { bytes }, WHOLE)).decoded;

const quarters = (width = WIDTH, height = HEIGHT) => makeQuarters(width, height);

/** One plane for each channel, from interleaved RGB. */
const split = (rgb: Uint8Array, map = (value: number) => value) =>
  [0, 1, 2].map((channel) => Buffer.from(rgb.filter((_, i) => i % 3 === channel).map(map)));
const planes = split(paintQuarters());
const greyPlane = Buffer.from(
  Array.from({ length: WIDTH * HEIGHT }, (_, i) =>
    Math.round(
      0.299 * (planes[0]?.[i] as number) + 0.587 * (planes[1]?.[i] as number) + 0.114 * (planes[2]?.[i] as number),
    ),
  ),
);
/** By the weights of JPEG; the picture library's own are others. */
const grey = (plane = greyPlane) =>
  sharp(plane, { raw: { width: WIDTH, height: HEIGHT, channels: 1 } }).toColourspace('b-w');
/** The white quarter is light, the others are black. */
const BLACK_AND_WHITE: readonly Colour[] = QUARTERS.map((_, i) => (i === 3 ? [255, 255, 255] : [0, 0, 0]));
/** Half transparent, on white; and clear. */
const SEEN_THROUGH: readonly Colour[] = [
  [237, 142, 142],
  [30, 180, 40],
  [40, 60, 200],
  [255, 255, 255],
];

/** @param first the alpha of the first quarter; the last one is clear */
function withAlpha(first = 128): Sharp {
  const pixels = Buffer.alloc(WIDTH * HEIGHT * 4);
  const rgb = paintQuarters();
  for (let i = 0; i < WIDTH * HEIGHT; i++) {
    pixels.set(rgb.subarray(3 * i, 3 * i + 3), 4 * i);
    const isTop = i < (WIDTH * HEIGHT) / 2;
    const isLeft = i % WIDTH < WIDTH / 2;
    pixels[4 * i + 3] = isTop && isLeft ? first : isTop || isLeft ? 255 : 0;
  }
  return sharp(pixels, { raw: { width: WIDTH, height: HEIGHT, channels: 4 } });
}

/** Tolerances: lossless formats must be exact but for rounding; lossy ones are written at high quality. */
const EXACT = 1;
const LOSSY = 3;

interface Case {
  name: string;
  format: string;
  make(): Uint8Array | Promise<Uint8Array>;
  tolerance?: number;
  colours?: readonly Colour[];
}

const CASES: Case[] = [
  { name: 'JPEG', format: 'jpeg', make: () => quarters().jpeg({ quality: 98 }).toBuffer(), tolerance: LOSSY },
  {
    name: 'progressive JPEG without subsampling',
    format: 'jpeg',
    make: () => quarters().jpeg({ quality: 98, progressive: true, chromaSubsampling: '4:4:4' }).toBuffer(),
    tolerance: LOSSY,
  },
  {
    name: 'JPEG shrunk while it is decoded',
    format: 'jpeg',
    make: () => quarters(1600, 1200).jpeg({ quality: 95 }).toBuffer(),
    tolerance: LOSSY,
  },
  {
    name: 'grey JPEG',
    format: 'jpeg',
    make: () => grey().jpeg({ quality: 98 }).toBuffer(),
    tolerance: LOSSY,
    colours: GREY_QUARTERS,
  },
  {
    name: 'MPO: several JPEGs in one file, of which the first is taken',
    format: 'jpeg',
    make: async () =>
      Buffer.concat([await quarters().jpeg({ quality: 98 }).toBuffer(), await grey().jpeg().toBuffer()]),
    tolerance: LOSSY,
  },
  { name: 'PNG', format: 'png', make: () => quarters().png().toBuffer() },
  { name: 'interlaced PNG', format: 'png', make: () => quarters().png({ progressive: true }).toBuffer() },
  { name: '16-bit PNG', format: 'png', make: () => quarters().toColourspace('rgb16').png().toBuffer() },
  { name: 'PNG with a palette of 8 bits', format: 'png', make: () => quarters().png({ palette: true }).toBuffer() },
  {
    name: 'PNG with a palette of 4 bits',
    format: 'png',
    make: () => quarters().png({ palette: true, colours: 16 }).toBuffer(),
  },
  {
    name: 'PNG with a palette of 2 bits',
    format: 'png',
    make: () => quarters().png({ palette: true, colours: 4 }).toBuffer(),
  },
  { name: 'grey PNG', format: 'png', make: () => grey().png().toBuffer(), colours: GREY_QUARTERS },
  {
    name: '16-bit grey PNG',
    format: 'png',
    make: () => grey().toColourspace('grey16').png().toBuffer(),
    colours: GREY_QUARTERS,
  },
  { name: 'PNG with alpha', format: 'png', make: () => withAlpha().png().toBuffer(), colours: SEEN_THROUGH },
  {
    name: '16-bit PNG with alpha',
    format: 'png',
    make: () => withAlpha().toColourspace('rgb16').png().toBuffer(),
    colours: SEEN_THROUGH,
  },
  { name: 'WebP', format: 'webp', make: () => quarters().webp({ quality: 98 }).toBuffer(), tolerance: LOSSY },
  { name: 'lossless WebP', format: 'webp', make: () => quarters().webp({ lossless: true }).toBuffer() },
  {
    name: 'WebP with alpha',
    format: 'webp',
    make: () => withAlpha().webp({ lossless: true }).toBuffer(),
    colours: SEEN_THROUGH,
  },
  { name: 'GIF', format: 'gif', make: () => quarters().gif().toBuffer() },
  {
    name: 'GIF with a transparent colour',
    format: 'gif',
    make: () => withAlpha(0).gif().toBuffer(),
    colours: [[255, 255, 255], ...QUARTERS.slice(1, 3), [255, 255, 255]] as Colour[],
  },
  { name: 'TIFF', format: 'tiff', make: () => quarters().tiff({ compression: 'none' }).toBuffer() },
  { name: 'TIFF, LZW', format: 'tiff', make: () => quarters().tiff({ compression: 'lzw' }).toBuffer() },
  {
    name: 'TIFF in tiles, deflated',
    format: 'tiff',
    make: () => quarters().tiff({ compression: 'deflate', tile: true, tileWidth: 16, tileHeight: 16 }).toBuffer(),
  },
  {
    name: 'TIFF, JPEG',
    format: 'tiff',
    make: () => quarters().tiff({ compression: 'jpeg', quality: 98 }).toBuffer(),
    tolerance: LOSSY,
  },
  {
    name: 'big TIFF',
    format: 'tiff',
    make: () => quarters().tiff({ compression: 'none', bigtiff: true }).toBuffer(),
  },
  {
    name: '16-bit TIFF',
    format: 'tiff',
    make: () => quarters().toColourspace('rgb16').tiff({ compression: 'lzw' }).toBuffer(),
  },
  {
    name: '1-bit TIFF, as scanners of paper write it',
    format: 'tiff',
    make: () =>
      grey(Buffer.from(greyPlane.map((level) => (level > 127 ? 255 : 0))))
        .tiff({ compression: 'ccittfax4', bitdepth: 1 })
        .toBuffer(),
    colours: BLACK_AND_WHITE,
  },
  {
    name: 'TIFF with alpha',
    format: 'tiff',
    make: () => withAlpha().tiff({ compression: 'lzw' }).toBuffer(),
    colours: SEEN_THROUGH,
  },
  { name: 'AVIF', format: 'avif', make: () => quarters().avif({ quality: 90 }).toBuffer(), tolerance: LOSSY },
  {
    name: 'AVIF with alpha',
    format: 'avif',
    make: () => withAlpha().avif({ quality: 90, chromaSubsampling: '4:4:4' }).toBuffer(),
    tolerance: LOSSY,
    colours: SEEN_THROUGH,
  },
  {
    name: 'SVG',
    format: 'svg',
    make: () => {
      const fills = QUARTERS.map(([r, g, b]) => `rgb(${r},${g},${b})`);
      const shapes = fills.map(
        (fill, i) => `<rect x="${(i & 1) * 4}" y="${(i >> 1) * 3}" width="4" height="3" fill="${fill}"/>`,
      );
      return Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="8" height="6">${shapes.join('')}</svg>`);
    },
  },
  { name: 'HEIC', format: 'heic', make: () => HEIC, tolerance: LOSSY },
  { name: '10-bit HEIC', format: 'heic', make: () => HEIC_10_BIT, tolerance: LOSSY },
  { name: 'HEIC with alpha', format: 'heic', make: () => HEIC_ALPHA, tolerance: LOSSY, colours: SEEN_THROUGH },
  { name: 'JPEG XL', format: 'jxl', make: () => JXL },
  { name: 'JPEG 2000', format: 'jp2', make: () => JP2 },
  { name: 'JPEG 2000 without a container', format: 'j2k', make: () => J2K },
  { name: 'BMP', format: 'bmp', make: () => makeBmp() },
  { name: 'BMP with rows from the top', format: 'bmp', make: () => makeBmp({ isTopDown: true }) },
  { name: '32-bit BMP, whose fourth byte is no alpha', format: 'bmp', make: () => makeBmp({ bits: 32 }) },
  { name: 'BMP with a palette', format: 'bmp', make: () => makeBmp({ bits: 8 }) },
  { name: 'P1', format: 'pbm', make: () => makeNetpbm(1), colours: BLACK_AND_WHITE },
  { name: 'P2', format: 'pgm', make: () => makeNetpbm(2), colours: GREY_QUARTERS },
  { name: 'P3', format: 'ppm', make: () => makeNetpbm(3) },
  { name: 'P3 of odd depth', format: 'ppm', make: () => makeNetpbm(3, 1000) },
  { name: 'P4', format: 'pbm', make: () => makeNetpbm(4), colours: BLACK_AND_WHITE },
  { name: 'P5', format: 'pgm', make: () => makeNetpbm(5), colours: GREY_QUARTERS },
  { name: 'P5 of 16 bits', format: 'pgm', make: () => makeNetpbm(5, 65_535), colours: GREY_QUARTERS },
  { name: 'P6', format: 'ppm', make: () => makeNetpbm(6) },
  { name: 'P7 with alpha', format: 'pam', make: () => makeNetpbm(7) },
  { name: 'PSD', format: 'psd', make: () => makePsd({ mode: 'rgb', planes }) },
  { name: 'large PSD', format: 'psd', make: () => makePsd({ mode: 'rgb', planes, isLarge: true }) },
  {
    name: '16-bit PSD',
    format: 'psd',
    make: () => {
      const wide = planes.map((plane) => Buffer.from(plane.toString('hex').replace(/../g, '$&$&'), 'hex'));
      return makePsd({ mode: 'rgb', planes: wide, bits: 16 });
    },
  },
  {
    name: 'grey PSD',
    format: 'psd',
    make: () => makePsd({ mode: 'grey', planes: [greyPlane] }),
    colours: GREY_QUARTERS,
  },
  {
    name: 'PSD with a palette',
    format: 'psd',
    make: () => {
      const palette = Buffer.alloc(768);
      QUARTERS.forEach((colour, i) => {
        for (const [c, value] of colour.entries()) palette.writeUInt8(value, 256 * c + i);
      });
      const indexes = Buffer.from(
        Array.from(
          { length: WIDTH * HEIGHT },
          (_, i) => (i < (WIDTH * HEIGHT) / 2 ? 0 : 2) + (i % WIDTH < WIDTH / 2 ? 0 : 1),
        ),
      );
      return makePsd({ mode: 'indexed', planes: [indexes], palette });
    },
  },
];

/** The 8-bit value of a grey level 0…1. */
const toGreys = (levels: readonly number[]): Colour[] =>
  levels.map((level) => Array(3).fill(Math.round(255 * level)) as unknown as Colour);

describe('a PNG of every depth', () => {
  const thirds = [0, 1 / 3, 2 / 3, 1];
  const GREYS: [bits: 1 | 2 | 4 | 8 | 16, levels: number[]][] = [
    [1, [0, 1, 1, 0]],
    [2, thirds],
    [4, thirds],
    [8, thirds],
    [16, thirds],
  ];
  it.each(GREYS)('grey, %i bits', async (bits, levels) => {
    const most = 2 ** bits - 1;
    const png = makePng(
      'grey',
      bits,
      levels.map((level) => [Math.round(level * most)]),
    );
    expectQuarters(await prepare(png), { colours: toGreys(levels) });
  });

  it.each([1, 2, 4, 8] as const)('a palette, %i bits', async (bits) => {
    const [first, second] = QUARTERS as [Colour, Colour];
    const numbers = bits === 1 ? [0, 1, 1, 0] : [0, 1, 2, 3];
    const colours = bits === 1 ? [first, second, second, first] : QUARTERS;
    const palette = { PLTE: bits === 1 ? QUARTERS_PALETTE.PLTE.subarray(0, 6) : QUARTERS_PALETTE.PLTE };
    expectQuarters(
      await prepare(
        makePng(
          'palette',
          bits,
          numbers.map((number) => [number]),
          palette,
        ),
      ),
      { colours },
    );
  });

  it('a palette with transparent colours, on white', async () => {
    const chunks = { ...QUARTERS_PALETTE, tRNS: Buffer.from([128, 255, 255, 0]) };
    expectQuarters(await prepare(makePng('palette', 2, [[0], [1], [2], [3]], chunks)), { colours: SEEN_THROUGH });
  });

  it.each([8, 16] as const)('a transparent colour, %i bits', async (bits) => {
    const scale = bits === 8 ? 1 : 257;
    const samples = QUARTERS.map((colour) => colour.map((value) => value * scale));
    const clear = Buffer.alloc(6);
    samples[0]?.forEach((value, i) => {
      clear.writeUInt16BE(value, 2 * i);
    });
    const colours: Colour[] = [[255, 255, 255], ...QUARTERS.slice(1)];
    expectQuarters(await prepare(makePng('rgb', bits, samples, { tRNS: clear })), { colours });
  });

  it.each([8, 16] as const)('grey with alpha, %i bits, on white', async (bits) => {
    const most = 2 ** bits - 1;
    const samples = thirds.map((level, i) => [Math.round(level * most), i === 0 ? 0 : most]);
    expectQuarters(await prepare(makePng('grey-alpha', bits, samples)), { colours: toGreys([1, 1 / 3, 2 / 3, 1]) });
  });

  it.each([8, 16] as const)('colours with alpha, %i bits, on white', async (bits) => {
    const scale = bits === 8 ? 1 : 257;
    const samples = QUARTERS.map((colour, i) =>
      [...colour, [128, 255, 255, 0][i] as number].map((value) => value * scale),
    );
    expectQuarters(await prepare(makePng('rgba', bits, samples)), { colours: SEEN_THROUGH });
  });
});

describe('formats', () => {
  it.each(CASES)('$name', async ({ format, make, tolerance = EXACT, colours = QUARTERS, name }) => {
    const decoded = await prepare(await make());
    expect(decoded?.header).toMatchObject({ format, mediaType: expect.stringMatching(/^image\//) });
    expectQuarters(decoded, { tolerance, colours, what: name });
  });

  it('report their size in pixels', async () => {
    for (const bytes of [HEIC, JXL, JP2, makeBmp(), makeNetpbm(6), makePsd({ mode: 'rgb', planes })])
      expect.soft((await prepare(bytes))?.header).toMatchObject({ width: WIDTH, height: HEIGHT });
  });

  it('have thumbnails', async () => {
    for (const bytes of [HEIC, HEIC_ALPHA, JXL, JP2, makeBmp()]) {
      const metadata = await sharp(await media.thumbnail({ bytes }, 320)).metadata();
      expect
        .soft(metadata)
        .toMatchObject({ format: 'webp', width: WIDTH, height: HEIGHT, hasAlpha: bytes === HEIC_ALPHA });
    }
  });

  it('are recognised by their content, regardless of the file name', async () => {
    expect((await prepare(HEIC))?.header.mediaType).toBe('image/heic');
    expect((await prepare(await quarters().png().toBuffer()))?.header.mediaType).toBe('image/png');
    expect((await prepare(AVIF_SEQUENCE))?.header.mediaType).toBe('image/avif');
  });

  it.each([
    ['ico', Buffer.from('0000010001001010000001002000680400001600000000', 'hex')],
    ['tga', Buffer.from('000002000000000000000000010001001820ffffff', 'hex')],
    ['jxr', Buffer.concat([Buffer.from('4949bc01', 'hex'), Buffer.alloc(40)])],
  ])('without a decoder are named in the error: %s', async (format, bytes) => {
    await expect(prepare(bytes)).rejects.toMatchObject({
      code: 'unsupported-format',
      message: expect.stringContaining(format),
    });
  });

  it('with a missing codec are named in the error', async () => {
    const uncompressed = Buffer.from(HEIC);
    uncompressed.write('unci', uncompressed.indexOf('hvc1', 0, 'latin1'), 'latin1');
    await expect(prepare(uncompressed)).rejects.toMatchObject({
      code: 'unsupported-format',
      message: expect.stringContaining('heic'),
    });
  });

  it.each([
    ['HEIC', HEIC, [40, 300]],
    ['JPEG XL', JXL, [20, 50]],
    ['JPEG 2000', JP2, [40, 100]],
    ['BMP', makeBmp(), [20, 54]],
    ['PPM', makeNetpbm(6), [13, 14]],
    ['PSD', makePsd({ mode: 'rgb', planes }), [20, 40]],
  ])('that end within their header are reported as damaged: %s', async (_name, bytes, lengths) => {
    for (const length of lengths) {
      const failure = await prepare(bytes.subarray(0, length)).catch((error) => error);
      expect.soft(failure).toMatchObject({ code: 'damaged-image', message: expect.not.stringMatching(/[`@]|\/tmp/) });
    }
  });
});
