import { deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { openImage } from '#src/media/decode/open-image.js';
import { workInSpiteOfDamage } from '#src/media/decode/salvage.js';
import { isCutShort } from '#src/media/repair/cut-short.js';
import { makeThumbnail } from '#src/media/thumbnails/make-thumbnail.js';
import { HEIC, J2K, JP2, JXL } from '../../support/images/encoded-images.js';
import { makeBmp, makeNetpbm, makePsd } from '../../support/images/plain-formats.js';
import { paintQuarters } from '../../support/images/quarters.js';
import { makeTiff } from '../../support/images/tiff.js';

const [WIDTH, HEIGHT] = [240, 180];

/** A picture whose rows all differ. */
function draw() {
  const pixels = Buffer.alloc(WIDTH * HEIGHT * 3);
  for (let i = 0; i < pixels.length; i++) pixels[i] = 40 + ((i * 7 + Math.floor(i / (WIDTH * 3)) * 31) % 190);
  return sharp(pixels, { raw: { width: WIDTH, height: HEIGHT, channels: 3 } });
}

/** A picture that cannot be compressed. */
function drawNoise() {
  const noise = { type: 'gaussian', mean: 128, sigma: 40 } as const;
  return sharp({ create: { width: WIDTH, height: HEIGHT, channels: 3, background: '#000000', noise } });
}

async function decode(bytes: Uint8Array) {
  return workInSpiteOfDamage(await openImage(bytes), (image) => image.decode().removeAlpha().raw().toBuffer());
}

const cut = (bytes: Buffer, part: number) => bytes.subarray(0, Math.round(bytes.length * part));
const withoutEnd = (bytes: Buffer) => bytes.subarray(0, bytes.length - 2);
const blankFrom = (bytes: Buffer, part: number) => Buffer.from(bytes).fill(0, Math.round(bytes.length * part));
const flip = (bytes: Buffer, part: number) => {
  const flipped = Buffer.from(bytes);
  flipped[Math.round(bytes.length * part)] = (flipped[Math.round(bytes.length * part)] as number) ^ 0x55;
  return flipped;
};

/** A JPEG up to its first scan, whose header of three components takes 14 bytes. */
const headerOf = (bytes: Buffer) => bytes.subarray(0, bytes.indexOf(Buffer.from([0xff, 0xda])) + 14);

const jpeg = () => draw().jpeg().toBuffer();
const png = () => draw().png().toBuffer();
const gif = () => draw().gif({ dither: 0 }).toBuffer();
const webp = () => draw().webp().toBuffer();

const psd = async () => {
  const rgb = paintQuarters();
  return makePsd({
    mode: 'rgb',
    planes: [0, 1, 2].map((channel) => Buffer.from(rgb.filter((_, i) => i % 3 === channel))),
  });
};

/** A TIFF whose directory comes first, in strips of 20 rows. */
async function tiff(isDeflated: boolean): Promise<Buffer> {
  const pixels = await draw().raw().toBuffer();
  const stripBytes = 20 * WIDTH * 3;
  const strips = Array.from({ length: HEIGHT / 20 }, (_, i) => pixels.subarray(i * stripBytes, (i + 1) * stripBytes));
  return makeTiff({
    width: WIDTH,
    height: HEIGHT,
    bits: [8, 8, 8],
    photometric: 2,
    compression: isDeflated ? 8 : 1,
    strips: strips.map((strip) => (isDeflated ? deflateSync(strip) : strip)),
    rowsPerStrip: 20,
  });
}

describe('an image whose data ends early', () => {
  it.each([
    ['JPEG without its end marker', jpeg, withoutEnd, 1],
    ['JPEG without its last corner', jpeg, (bytes: Buffer) => cut(bytes, 0.97), 0.8],
    ['half a JPEG', jpeg, (bytes: Buffer) => cut(bytes, 0.5), 0.35],
    ['JPEG of zeros from the middle on', jpeg, (bytes: Buffer) => blankFrom(bytes, 0.5), 0.35],
    ['PNG without its end', png, (bytes: Buffer) => bytes.subarray(0, bytes.length - 12), 1],
    ['PNG without its last corner', png, (bytes: Buffer) => cut(bytes, 0.97), 0.9],
    ['half a PNG', png, (bytes: Buffer) => cut(bytes, 0.5), 0.2],
    ['PNG with transparency', () => draw().ensureAlpha(0.5).png().toBuffer(), (bytes: Buffer) => cut(bytes, 0.6), 0.4],
    [
      'PNG with a palette',
      () => drawNoise().png({ palette: true }).toBuffer(),
      (bytes: Buffer) => cut(bytes, 0.6),
      0.2,
    ],
    ['PNG with a byte changed', png, (bytes: Buffer) => flip(bytes, 0.7), 0.2],
    ['GIF without its end', gif, withoutEnd, 0.95],
    ['GIF without its last corner', gif, (bytes: Buffer) => cut(bytes, 0.97), 0.9],
    ['half a GIF', gif, (bytes: Buffer) => cut(bytes, 0.5), 0.3],
    ['WebP without its end', webp, withoutEnd, 0.95],
    ['half a WebP', webp, (bytes: Buffer) => cut(bytes, 0.5), 0.3],
    [
      'half a lossless WebP',
      () => drawNoise().webp({ lossless: true }).toBuffer(),
      (bytes: Buffer) => cut(bytes, 0.6),
      0.2,
    ],
    ['TIFF without its end', () => tiff(false), withoutEnd, 0.88],
    ['half a TIFF', () => tiff(false), (bytes: Buffer) => cut(bytes, 0.5), 0.44],
    ['half a compressed TIFF', () => tiff(true), (bytes: Buffer) => cut(bytes, 0.6), 0.44],
    ['half a PBM', async () => makeNetpbm(4), (bytes: Buffer) => cut(bytes, 0.6), 0.45],
    ['half a PGM of 16 bits', async () => makeNetpbm(5, 65535), (bytes: Buffer) => cut(bytes, 0.5), 0.45],
    ['half a PPM', async () => makeNetpbm(6), (bytes: Buffer) => cut(bytes, 0.5), 0.45],
    ['half a PAM', async () => makeNetpbm(7), (bytes: Buffer) => cut(bytes, 0.5), 0.45],
    ['half a top-down BMP', async () => makeBmp({ isTopDown: true }), (bytes: Buffer) => cut(bytes, 0.5), 0.45],
    ['PSD without its end', psd, withoutEnd, 0.9],
  ] as const)('is shown as far as it goes, and called truncated: %s', async (_what, make, damage, kept) => {
    const whole = await make();
    const expected = await decode(whole);
    expect(expected.defect).toBeNull();
    const { result, defect } = await decode(damage(whole));
    const { height } = await openImage(whole);
    expect(defect).toBe('truncated');
    expect(result.length).toBe(expected.result.length);
    const rows = Math.floor(height * kept) * (result.length / height);
    expect(Buffer.compare(result.subarray(0, rows), expected.result.subarray(0, rows))).toBe(0);
  });

  it.each([
    ['white in a PNG', png, 255],
    ['black in a TIFF', () => tiff(false), 0],
  ] as const)('is blank where it ends: %s', async (_what, make, value) => {
    const { result } = await decode(cut(await make(), 0.5));
    expect(result.subarray(result.length - 20 * WIDTH * 3).every((sample) => sample === value)).toBe(true);
  });

  it('shows the lower part where its rows are stored from the bottom: half a BMP', async () => {
    const whole = makeBmp();
    const [{ result: expected }, { result, defect }] = [await decode(whole), await decode(cut(whole, 0.5))];
    expect(defect).toBe('truncated');
    const rows = Math.floor(expected.length * 0.45);
    expect(Buffer.compare(result.subarray(-rows), expected.subarray(-rows))).toBe(0);
  });

  it.each([
    ['half a progressive JPEG', () => draw().blur(8).jpeg({ progressive: true }).toBuffer(), 0.6],
    ['JPEG cut within the tables of a scan', () => draw().blur(8).jpeg({ progressive: true }).toBuffer(), 'tables'],
    ['half a JPEG 2000', async () => JP2, 0.9],
    ['half a codestream of JPEG 2000', async () => J2K, 0.9],
  ] as const)('is coarser everywhere where it is stored in passes, as in browsers: %s', async (_what, make, part) => {
    const whole = await make();
    const at = part === 'tables' ? whole.lastIndexOf(Buffer.from([0xff, 0xc4])) + 6 : Math.round(whole.length * part);
    const [{ result: expected }, { result, defect }] = [await decode(whole), await decode(whole.subarray(0, at))];
    expect(defect).toBe('truncated');
    const distance = expected.reduce((sum, value, i) => sum + Math.abs(value - (result[i] as number)), 0);
    expect(distance / expected.length).toBeLessThan(12);
  });

  it('is a frame of an animation that is there', async () => {
    const frames = await Promise.all([5, 3, 1].map((sigma) => draw().blur(sigma).raw().toBuffer()));
    const pages = sharp(Buffer.concat(frames), {
      raw: { width: WIDTH, height: HEIGHT * 3, channels: 3, pageHeight: HEIGHT },
    });
    for (const whole of [await pages.clone().gif({ dither: 0 }).toBuffer(), await pages.webp().toBuffer()]) {
      expect((await decode(whole)).defect).toBeNull();
      const { result, defect } = await decode(cut(whole, 0.9));
      expect([result.length, defect]).toEqual([WIDTH * HEIGHT * 3, 'truncated']);
    }
  });

  it.each([
    ['HEIC', async () => HEIC, 20],
    ['PSD', psd, 1],
    ['GIF', gif, 1],
    ['PNG', png, 4],
  ] as const)('is recognised where its decoder goes on without a word: %s', async (_format, make, missing) => {
    const whole = await make();
    expect(isCutShort(whole, (await openImage(whole)).identity.format)).toBe(false);
    expect((await decode(whole.subarray(0, whole.length - missing))).defect).toBe('truncated');
  });

  it('has a thumbnail', async () => {
    const image = await openImage(cut(await jpeg(), 0.5));
    const { result, defect } = await workInSpiteOfDamage(image, (open) => makeThumbnail(open, 64));
    expect([(await sharp(result).metadata()).width, defect]).toEqual([64, 'truncated']);
  });

  it('is scaled as it is decoded, also without its end marker alone', async () => {
    const large = await draw().resize(1600, 1200, { fit: 'fill' }).jpeg().toBuffer();
    const image = await openImage(withoutEnd(large));
    const { result, defect } = await workInSpiteOfDamage(image, (open) => makeThumbnail(open, 100));
    expect([(await sharp(result).metadata()).width, defect]).toEqual([100, 'truncated']);
  });

  it('is shown where all its rows are there and of one colour', async () => {
    const red = sharp({ create: { width: 300, height: 200, channels: 3, background: '#ff0000' } });
    const { result, defect } = await decode(withoutEnd(await red.jpeg().toBuffer()));
    expect([[...result.subarray(0, 3)], defect]).toEqual([[254, 0, 0], 'truncated']);
  });

  it('keeps its orientation and its size', async () => {
    const turned = await draw().jpeg().withMetadata({ orientation: 6 }).toBuffer();
    expect(await openImage(cut(turned, 0.6))).toMatchObject({ width: HEIGHT, height: WIDTH });
  });

  it.each([
    ['JPEG of a header', async () => headerOf(await jpeg())],
    ['PNG of a header', async () => (await png()).subarray(0, 60)],
    ['GIF of a header', async () => (await gif()).subarray(0, 800)],
    ['WebP of a header', async () => (await webp()).subarray(0, 40)],
    ['TIFF of a header', async () => (await tiff(false)).subarray(0, 230)],
    ['TIFF whose directory comes last', async () => cut(await draw().tiff().toBuffer(), 0.9)],
    ['half an interlaced PNG', async () => cut(await draw().png({ progressive: true }).toBuffer(), 0.5)],
    ['half an AVIF', async () => cut(await draw().avif({ effort: 0 }).toBuffer(), 0.5)],
    ['half a JPEG XL', async () => cut(JXL, 0.5)],
    ['WebP that claims 4 GB', async () => Buffer.from(cut(await webp(), 0.5)).fill(0xff, 4, 8)],
    ['PPM of a header', async () => makeNetpbm(6).subarray(0, 14)],
  ])('is damaged where nothing of it can be shown: %s', async (_what, make) => {
    await expect(make().then(async (bytes) => (await decode(bytes)).defect)).rejects.toThrow(
      /damaged|premature|read error|unexpected end|corrupt|bad seek|unsupported|unknown error/i,
    );
  });

  it.each([
    ['jpeg', jpeg],
    ['png', png],
    ['gif', gif],
    ['webp', webp],
    ['tiff', () => tiff(false)],
    ['psd', psd],
    ['jp2', async () => JP2],
    ['heic', async () => HEIC],
    ['pgm', async () => makeNetpbm(5)],
    ['avif', () => draw().avif({ effort: 0 }).toBuffer()],
  ] as const)('is told from a whole one that other programs added bytes to: %s', async (_format, make) => {
    const whole = await make();
    for (const added of ['', 'trailer of another program, of some length', '\0\0\0\0']) {
      expect((await decode(Buffer.concat([whole, Buffer.from(added)]))).defect).toBeNull();
    }
  });
});
