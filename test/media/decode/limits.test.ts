import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import sharp, { type Sharp } from 'sharp';
import { afterEach, describe, expect, it } from 'vitest';
import { checkDemand, MAX_MEMORY_BYTES, MAX_PIXELS, MAX_SIDE } from '#src/media/decode/limits.js';
import { readJpegHeader } from '#src/media/identify/jpeg-header.js';
import { MediaPool } from '#src/media/worker/media-pool.js';
import type { ImageSpec } from '#src/model/image-spec.js';
import { HEIC, JP2, JXL } from '../../support/images/encoded-images.js';
import { makeBmp, makeNetpbm, makePsd } from '../../support/images/plain-formats.js';
import { prepareImage } from '../../support/images/prepare-image.js';
import { HEIGHT, makeQuarters, WIDTH } from '../../support/images/quarters.js';
import { long, makeTiffRaw, short, TAG } from '../../support/images/raw-files.js';
import { findDecoders } from '../../support/processes/child-processes.js';
import { readProcessCpuMs } from '../../support/processes/cpu-time.js';
import { HAS_SHARED, SHARED } from '../../support/shared.js';

const SPEC: ImageSpec = { size: 64, fit: 'crop', kernel: 'cubic' };
let media: MediaPool | undefined;
afterEach(() => media?.close());

/** The highest memory, in MB, that a decoding process had so far; `undefined` where the system does not tell. */
function readPeakMegabytes(): number | undefined {
  const [id] = findDecoders();
  if (process.platform !== 'linux' || id === undefined) return undefined;
  const [, kilobytes] = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${id}/status`, 'utf8')) ?? [];
  return Number(kilobytes) / 1024;
}

describe('checkDemand', () => {
  const ask = { width: 100, height: 100, decodeBytes: 0, fileBytes: 0 };

  it.each([
    ['pixels', { width: MAX_SIDE, height: MAX_PIXELS / MAX_SIDE + 1 }],
    ['a side', { width: MAX_SIDE + 1 }],
    ['memory', { decodeBytes: MAX_MEMORY_BYTES + 1 }],
    ['memory, the file counted', { decodeBytes: MAX_MEMORY_BYTES - 1000, fileBytes: 1001 }],
  ])('rejects too much of %s', (_what, more) => {
    expect(() => checkDemand({ ...ask, ...more })).toThrow(expect.objectContaining({ code: 'image-too-large' }));
  });

  it('accepts values at the limits', () => {
    checkDemand({ width: MAX_SIDE, height: MAX_PIXELS / MAX_SIDE, decodeBytes: MAX_MEMORY_BYTES - 5, fileBytes: 5 });
  });

  it.each([0, -1, Number.NaN])('reports a width of %d as damaged', (width) => {
    expect(() => checkDemand({ ...ask, width })).toThrow(expect.objectContaining({ code: 'damaged-image' }));
  });
});

describe('readJpegHeader', () => {
  const make = (options: Parameters<Sharp['jpeg']>[0]) => makeQuarters(640, 480).jpeg(options).toBuffer();
  const pixels = 640 * 480;

  it.each([
    ['baseline', {}, 0],
    ['progressive, colours at half size', { progressive: true, chromaSubsampling: '4:2:0' }, 3 * pixels],
    ['progressive, colours at full size', { progressive: true, chromaSubsampling: '4:4:4' }, 6 * pixels],
  ])('computes the size of the coefficients: %s', async (_kind, options, coefficientBytes) => {
    expect(readJpegHeader(await make(options))).toEqual({ width: 640, height: 480, isCommon: true, coefficientBytes });
  });

  it('computes the size of the coefficients: non-interleaved scans', async () => {
    const jpeg = await make({ chromaSubsampling: '4:4:4' });
    const scan = jpeg.indexOf(Buffer.from([0xff, 0xda]));
    const oneComponent = Buffer.concat([
      jpeg.subarray(0, scan),
      Buffer.from([0xff, 0xda, 0, 8, 1, 1, 0, 0, 63, 0]),
      jpeg.subarray(scan + 14),
    ]);
    expect(readJpegHeader(oneComponent)?.coefficientBytes).toBe(6 * pixels);
  });

  it('returns undefined for a truncated or invalid header', async () => {
    const jpeg = await make({});
    const scan = jpeg.indexOf(Buffer.from([0xff, 0xda]));
    expect(readJpegHeader(jpeg.subarray(0, scan + 14))).toBeDefined();
    for (let length = 0; length < scan + 14; length++) expect(readJpegHeader(jpeg.subarray(0, length))).toBeUndefined();
    expect(readJpegHeader(Buffer.alloc(100))).toBeUndefined();
  });
});

/** The same file, said to have another size. */
function forge(file: Buffer, write: (forged: Buffer) => void): Buffer {
  const forged = Buffer.from(file);
  write(forged);
  return forged;
}

function forgePng(png: Buffer, width: number, height: number): Buffer {
  return forge(png, (bytes) => {
    bytes.writeUInt32BE(width, 16);
    bytes.writeUInt32BE(height, 20);
    bytes.writeUInt32BE(crc32(bytes.subarray(12, 29)), 29);
  });
}

/** The size box of a HEIC. */
function forgeHeic(width: number, height: number): Buffer {
  return forge(HEIC, (bytes) => {
    for (let at = bytes.indexOf('ispe'); at !== -1; at = bytes.indexOf('ispe', at + 4)) {
      bytes.writeUInt32BE(width, at + 8);
      bytes.writeUInt32BE(height, at + 12);
    }
  });
}

const planes = [0, 1, 2].map(() => Buffer.alloc(64 * 48));

describe('a picture that is too large', () => {
  const FORGERIES: [string, () => Buffer | Promise<Buffer>][] = [
    ['PNG of 10 billion pixels', async () => forgePng(await makeQuarters().png().toBuffer(), 100_000, 100_000)],
    [
      'interlaced PNG of 600 million pixels',
      async () => forgePng(await makeQuarters().png({ progressive: true }).toBuffer(), 30_000, 20_000),
    ],
    [
      'progressive JPEG of 900 million pixels',
      async () =>
        forge(await makeQuarters().jpeg({ progressive: true }).toBuffer(), (bytes) => {
          const frame = bytes.indexOf(Buffer.from([0xff, 0xc2]));
          bytes.writeUInt16BE(30_000, frame + 5);
          bytes.writeUInt16BE(30_000, frame + 7);
        }),
    ],
    [
      'GIF of 4 billion pixels',
      async () =>
        forge(await makeQuarters().gif().toBuffer(), (bytes) => {
          bytes.writeUInt16LE(65_535, 6);
          bytes.writeUInt16LE(65_535, 8);
          // The frame itself, too: a canvas that is larger than what is on it is passed over.
          const frame = bytes.indexOf(Buffer.from([0x2c, 0, 0, 0, 0, WIDTH, 0, HEIGHT, 0]));
          bytes.writeUInt16LE(65_535, frame + 5);
          bytes.writeUInt16LE(65_535, frame + 7);
        }),
    ],
    [
      'BMP of 6 trillion pixels',
      () => forge(makeBmp(), (bytes) => bytes.writeInt32LE(2_000_000, 18) && bytes.writeInt32LE(3_000_000, 22)),
    ],
    ['PPM of 400 million pixels', () => Buffer.from('P6\n20000 20000\n255\n')],
    ['PAM of 400 million pixels', () => Buffer.from('P7\nWIDTH 20000\nHEIGHT 20000\nDEPTH 3\nMAXVAL 255\nENDHDR\n')],
    [
      'PSD of 900 million pixels',
      () =>
        forge(makePsd({ mode: 'rgb', planes }), (bytes) => {
          bytes.writeUInt32BE(30_000, 14);
          bytes.writeUInt32BE(30_000, 18);
        }),
    ],
    [
      'JPEG 2000 of 900 million pixels',
      () =>
        forge(JP2, (bytes) => {
          const size = bytes.indexOf(Buffer.from([0xff, 0x4f, 0xff, 0x51]));
          bytes.writeUInt32BE(30_000, size + 8);
          bytes.writeUInt32BE(30_000, size + 12);
        }),
    ],
    ['HEIC of 400 million pixels', () => forgeHeic(20_000, 20_000)],
    [
      'TIFF in tall tiles, 490 million pixels in a row of them',
      () =>
        makeTiffRaw({
          parts: [Buffer.alloc(100)],
          first: ([at = 0]) => ({
            [TAG.width]: long(60_000),
            [TAG.height]: long(10_000),
            [TAG.bits]: short(8, 8, 8),
            [TAG.compression]: short(8),
            [TAG.photometric]: short(2),
            [TAG.samples]: short(3),
            // Larger ones are damage to the reader of TIFFs.
            [TAG.tileWidth]: long(1024),
            [TAG.tileHeight]: long(8192),
            [TAG.tilePlaces]: long(...Array<number>(2 * 59).fill(at)),
            [TAG.tileBytes]: long(...Array<number>(2 * 59).fill(100)),
          }),
        }),
    ],
  ];

  it.each(FORGERIES)('is rejected by its header: %s', async (_what, make) => {
    media = new MediaPool({ processes: 1 });
    await expect(prepareImage(media, { bytes: await make() }, SPEC)).rejects.toMatchObject({
      code: 'image-too-large',
      message: expect.stringMatching(/\d+ × \d+ pixels/),
    });
    // Of work, its start among it: a machine that is busy with other things makes it wait, but not work.
    expect(readProcessCpuMs(findDecoders()[0] as number)).toBeLessThan(1500);
    expect(readPeakMegabytes() ?? 0).toBeLessThan(300);
  });
});

describe('a large image', { timeout: 120_000 }, () => {
  it('is decoded within the memory limit: JPEG of 400 megapixels', async () => {
    media = new MediaPool({ processes: 1 });
    const background = '#336699';
    const jpeg = await sharp({
      create: { width: 20_000, height: 20_000, channels: 3, background },
      limitInputPixels: false,
    })
      .jpeg()
      .toBuffer();
    const { decoded } = await prepareImage(media, { bytes: jpeg }, SPEC);
    expect(decoded?.header).toMatchObject({ width: 20_000, height: 20_000 });
    expect(readPeakMegabytes() ?? 0).toBeLessThan(400);
  });

  it.skipIf(!HAS_SHARED)('is decoded within the memory limit: rotated JPEG of 280 megapixels', async () => {
    media = new MediaPool({ processes: 1 });
    await prepareImage(media, { path: join(SHARED, 'hostile/sharp-fixtures/giant-image.jpg') }, SPEC);
    expect(readPeakMegabytes() ?? 0).toBeLessThan(400);
  });

  it('is decoded within the memory limit: AVIF of 36 megapixels', async () => {
    media = new MediaPool({ processes: 1 });
    const background = '#336699';
    const avif = await sharp({ create: { width: 6000, height: 6000, channels: 3, background } })
      .avif({ effort: 0 })
      .toBuffer();
    await prepareImage(media, { bytes: avif }, SPEC);
    expect(readPeakMegabytes() ?? 0).toBeLessThan(1000);
  });

  it('leaves no process with high memory use behind', async () => {
    media = new MediaPool({ processes: 1 });
    await prepareImage(media, { bytes: JXL }, SPEC);
    const [before] = findDecoders();
    await prepareImage(media, { bytes: makeNetpbm(6) }, SPEC);
    expect(findDecoders()).toEqual([before]);
    const map = Buffer.concat([Buffer.from('P6\n7000 7000\n255\n'), Buffer.alloc(3 * 7000 ** 2, 77)]);
    const { decoded } = await prepareImage(media, { bytes: map }, SPEC);
    expect(decoded?.pixels.every((value) => value === 77)).toBe(true);
    await expect.poll(() => findDecoders()).not.toContain(before);
    expect((await prepareImage(media, { bytes: JXL }, SPEC)).decoded).toBeDefined();
  });
});
