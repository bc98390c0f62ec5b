import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { paintDiscs } from '../images/painted.js';

/**
 * Puts small images where the library caches them, for made-up photos, which have no files to make them of. All look the same: the photos'
 * hashes and vectors tell them apart.
 * @param hashes SHA-256 of the contents
 */
export async function writeThumbnails(folder: string, hashes: readonly Uint8Array[]): Promise<void> {
  const { data, width, height } = paintDiscs(1, 96, 64);
  const bytes = await sharp(data, { raw: { width, height, channels: 4 } })
    .webp()
    .toBuffer();
  for (const hash of hashes) {
    const name = Buffer.from(hash).toString('hex').slice(0, 16);
    const file = join(folder, 'thumbnails', 'by-content', name.slice(0, 2), `${name}-0-320.webp`);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, bytes);
  }
}
