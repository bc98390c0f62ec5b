import { existsSync, mkdirSync, readdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';

const SAMPLES = fileURLToPath(new URL('../../data/samples', import.meta.url));
const BENCH = fileURLToPath(new URL('../../.bench', import.meta.url));

/** A generator of numbers from 0 to 1 that gives the same ones each time (mulberry32). */
export function makeRandom(seed) {
  let a = seed;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/**
 * A folder of JPEGs, all different: random crops of the sample photos, scaled to one size. Made once.
 * @returns {Promise<string>} the folder
 */
export async function makePhotos(count, width, height) {
  const folder = join(BENCH, `photos-${count}-${width}x${height}`);
  if (existsSync(folder)) return folder;
  const unfinished = `${folder}.unfinished`;
  mkdirSync(unfinished, { recursive: true });
  const samples = readdirSync(SAMPLES).filter((name) => !name.endsWith('.md'));
  const random = makeRandom(1);
  for (let i = 0; i < count; i++) {
    const source = join(SAMPLES, samples[i % samples.length]);
    const { width: w, height: h } = await sharp(source).metadata();
    const share = 0.5 + 0.4 * random();
    const crop = { width: Math.floor(w * share), height: Math.floor(h * share) };
    await sharp(source)
      .extract({
        ...crop,
        left: Math.floor((w - crop.width) * random()),
        top: Math.floor((h - crop.height) * random()),
      })
      .resize(width, height, { fit: 'fill' })
      .toColourspace('srgb')
      .jpeg({ quality: 85 })
      .toFile(join(unfinished, `photo-${String(i).padStart(5, '0')}.jpg`));
  }
  renameSync(unfinished, folder);
  return folder;
}

/** A folder for a library that may be deleted. */
export function benchFolder(name) {
  return join(BENCH, name);
}
