import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { openImage } from '#src/media/decode/open-image.js';
import { workInSpiteOfDamage } from '#src/media/decode/salvage.js';
import { makeThumbnail } from '#src/media/thumbnails/make-thumbnail.js';

const [WIDTH, HEIGHT] = [240, 180];

/** A picture whose rows all differ. */
function draw() {
  const pixels = Buffer.alloc(WIDTH * HEIGHT * 3);
  for (let i = 0; i < pixels.length; i++) pixels[i] = 40 + ((i * 7 + Math.floor(i / (WIDTH * 3)) * 31) % 190);
  return sharp(pixels, { raw: { width: WIDTH, height: HEIGHT, channels: 3 } });
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

const jpeg = () => draw().jpeg().toBuffer();
const png = () => draw().png().toBuffer();
const gif = () => draw().gif({ dither: 0 }).toBuffer();

describe('an image whose data ends early', () => {
  it.each([
    ['JPEG without its end marker', jpeg, withoutEnd, 1],
    ['JPEG without its last corner', jpeg, (bytes: Buffer) => cut(bytes, 0.97), 0.8],
    ['half a JPEG', jpeg, (bytes: Buffer) => cut(bytes, 0.5), 0.35],
    ['JPEG of zeros from the middle on', jpeg, (bytes: Buffer) => blankFrom(bytes, 0.5), 0.35],
    ['half a PNG', png, (bytes: Buffer) => cut(bytes, 0.5), 0.2],
    ['PNG with a byte changed', png, (bytes: Buffer) => flip(bytes, 0.7), 0.2],
    ['half a GIF', gif, (bytes: Buffer) => cut(bytes, 0.5), 0.3],
    ['GIF without its end', gif, withoutEnd, 0.95],
  ] as const)('is shown as far as it goes, and called truncated: %s', async (_what, make, damage, kept) => {
    const whole = await make();
    const expected = await decode(whole);
    expect(expected.defect).toBeNull();
    const { result, defect } = await decode(damage(whole));
    expect(defect).toBe('truncated');
    expect(result.length).toBe(WIDTH * HEIGHT * 3);
    const rows = Math.floor(HEIGHT * kept) * WIDTH * 3;
    expect(Buffer.compare(result.subarray(0, rows), expected.result.subarray(0, rows))).toBe(0);
  });

  it('is coarser everywhere where it is a progressive JPEG, as in browsers', async () => {
    const whole = await draw().blur(8).jpeg({ progressive: true }).toBuffer();
    const [{ result: expected }, { result, defect }] = [await decode(whole), await decode(cut(whole, 0.6))];
    expect(defect).toBe('truncated');
    const distance = expected.reduce((sum, value, i) => sum + Math.abs(value - (result[i] as number)), 0);
    expect(distance / expected.length).toBeLessThan(6);
  });

  it('has a thumbnail', async () => {
    const image = await openImage(cut(await jpeg(), 0.5));
    const { result, defect } = await workInSpiteOfDamage(image, (open) => makeThumbnail(open, 64));
    expect([(await sharp(result).metadata()).width, defect]).toEqual([64, 'truncated']);
  });

  it.each([
    ['JPEG of a header', async () => cut(await jpeg(), 0.03)],
    ['PNG of a header', async () => (await png()).subarray(0, 60)],
    ['GIF of a header', async () => (await gif()).subarray(0, 800)],
    ['half a WebP', async () => cut(await draw().webp().toBuffer(), 0.5)],
    ['half a TIFF', async () => cut(await draw().tiff().toBuffer(), 0.5)],
    ['half an AVIF', async () => cut(await draw().avif({ effort: 0 }).toBuffer(), 0.5)],
  ])('is damaged where nothing of it can be shown: %s', async (_what, make) => {
    await expect(make().then(decode)).rejects.toThrow(
      /damaged|premature|read error|unexpected end|corrupt|bad seek|unsupported/i,
    );
  });
});
