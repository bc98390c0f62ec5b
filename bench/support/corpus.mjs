import { existsSync, mkdirSync, readdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';

const SAMPLES = fileURLToPath(new URL('../../data/samples/favourites', import.meta.url));
const BENCH = fileURLToPath(new URL('../../.bench', import.meta.url));

/** A seeded generator of uniform random numbers in [0, 1) (mulberry32). */
export function makeRandom(seed) {
  let a = seed;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** Photos whose shorter side has at least this many pixels are mosaics of {@link TILE}s. */
const LARGE = 2000;
/** Side of a tile in pixels: small enough that samples are hardly enlarged, so that decoding costs per pixel what a camera's photo costs. */
const TILE = 1000;

/**
 * A folder of distinct JPEGs, the same in every run: random crops of the sample photos, resized to one size; large ones are mosaics of such
 * crops. Every fourth large one is stored with EXIF orientation 6, as cameras do. Created once, then reused.
 * @returns {Promise<string>} the folder
 */
export async function makePhotos(count, width, height) {
  const isLarge = Math.min(width, height) >= LARGE;
  const folder = join(BENCH, `photos-${count}-${width}x${height}${isLarge ? '-mosaic' : ''}`);
  if (existsSync(folder)) return folder;
  const unfinished = `${folder}.unfinished`;
  mkdirSync(unfinished, { recursive: true });
  const samples = readdirSync(SAMPLES).filter((name) => !name.endsWith('.md'));
  const random = makeRandom(1);
  for (let i = 0; i < count; i++) {
    const photo = isLarge
      ? await makeMosaic(samples, width, height, random)
      : cropOf(samples[i % samples.length], random);
    await (await photo)
      .resize(width, height, { fit: 'fill' })
      .toColourspace('srgb')
      .withMetadata(isLarge && i % 4 === 3 ? { orientation: 6 } : {})
      .jpeg({ quality: isLarge ? 95 : 85 })
      .toFile(join(unfinished, `photo-${String(i).padStart(5, '0')}.jpg`));
  }
  renameSync(unfinished, folder);
  return folder;
}

/** A random crop of a sample: 50 to 90 % of each side. */
async function cropOf(name, random) {
  const source = join(SAMPLES, name);
  const { width, height } = await sharp(source).metadata();
  const share = 0.5 + 0.4 * random();
  const crop = { width: Math.floor(width * share), height: Math.floor(height * share) };
  const left = Math.floor((width - crop.width) * random());
  const top = Math.floor((height - crop.height) * random());
  return sharp(source).extract({ ...crop, left, top });
}

async function makeMosaic(samples, width, height, random) {
  const tiles = [];
  for (let top = 0; top < height; top += TILE) {
    for (let left = 0; left < width; left += TILE) {
      const crop = await cropOf(samples[Math.floor(samples.length * random())], random);
      const tile = crop.resize(Math.min(TILE, width - left), Math.min(TILE, height - top), { fit: 'cover' });
      const { data, info } = await tile.toColourspace('srgb').removeAlpha().raw().toBuffer({ resolveWithObject: true });
      tiles.push({ input: data, raw: info, left, top });
    }
  }
  const canvas = sharp({ create: { width, height, channels: 3, background: '#000' } }).composite(tiles);
  const { data, info } = await canvas.raw().toBuffer({ resolveWithObject: true });
  return sharp(data, { raw: info });
}

/** A folder under .bench/, which can be deleted at any time. */
export function benchFolder(name) {
  return join(BENCH, name);
}
