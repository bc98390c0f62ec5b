import { writeFile } from 'node:fs/promises';
import { extname } from 'node:path';
import sharp from 'sharp';

/** Properties of a generated image. */
export interface PictureOptions {
  /** In pixels; default 96. */
  width?: number;
  /** In pixels; default 72. */
  height?: number;
  format?: 'jpeg' | 'png' | 'webp' | 'gif' | 'tiff' | 'avif';
}

/** Numbers from 0 to 1 that look random and are the same for the same seed (a 32-bit xorshift). */
export function createRandom(seed: number): () => number {
  let state = Math.imul(seed + 1, 0x9e3779b1) | 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

/** An encoded image of coloured patches that depends on the seed. */
export async function makePicture(seed: number, options: PictureOptions = {}): Promise<Buffer> {
  const { width = 96, height = 72, format = 'jpeg' } = options;
  const random = createRandom(seed);
  const patches = Buffer.from(Array.from({ length: 8 * 6 * 3 }, () => Math.floor(random() * 256)));
  return sharp(patches, { raw: { width: 8, height: 6, channels: 3 } })
    .resize(width, height, { fit: 'fill', kernel: 'nearest' })
    .toFormat(format)
    .toBuffer();
}

/** Writes {@link makePicture} to a file; its format follows the name where that is one, and is JPEG elsewhere. */
export async function writePicture(path: string, seed: number, options: PictureOptions = {}): Promise<void> {
  const ending = extname(path).slice(1);
  const named = ['png', 'webp', 'gif', 'tiff', 'avif'].find((format) => format === ending) as PictureOptions['format'];
  await writeFile(path, await makePicture(seed, { format: named ?? 'jpeg', ...options }));
}
