/**
 * Time of `library.duplicates()` over many photos: `node bench/duplicates-time.mjs [20000]`. Vectors are clustered and perceptual hashes random;
 * one photo in ten is a near-duplicate of another, and both have a small image in the cache: making them takes what a thumbnail takes.
 */
import { randomBytes } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { openLibraryWith } from '../dist/library/open-library.js';
import { benchFolder, makeRandom } from './support/corpus.mjs';
import { createSyntheticLibrary, makeOutcome } from './support/synthetic-library.mjs';

const count = Number(process.argv[2] ?? 20_000);
const path = join(benchFolder('duplicates-time'), String(count));
rmSync(path, { recursive: true, force: true });
const random = makeRandom(1);
const gaussian = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
const normalise = (vector) => {
  const length = Math.hypot(...vector);
  return vector.map((value) => value / length);
};

const makeVector = (dim, centre, spread) =>
  normalise(Float32Array.from({ length: dim }, (_, i) => (centre?.[i] ?? 0) + (spread * gaussian()) / Math.sqrt(dim)));
const sample = fileURLToPath(new URL('../data/samples/favourites/red-panda.jpg', import.meta.url));
const small = await sharp(sample).resize(320, 320, { fit: 'inside' }).webp().toBuffer();
const cacheSmall = (sha256) => {
  const name = sha256.toString('hex').slice(0, 16);
  const folder = join(path, 'thumbnails', 'by-content', name.slice(0, 2));
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${name}-0-320.webp`), small);
};

await createSyntheticLibrary(path, ({ catalogue, space, stages }) => {
  const { dim } = space;
  const centres = Array.from({ length: count / 20 }, () => makeVector(dim, undefined, 1));
  const size = { width: 4000, height: 3000 };
  let last;
  for (let at = 0; at < count; at += 1000) {
    const outcomes = Array.from({ length: Math.min(1000, count - at) }, (_, i) => {
      const isCopy = i % 10 === 9;
      const vector = isCopy
        ? makeVector(dim, last.vector, 0.3)
        : makeVector(dim, centres[(at + i) % centres.length], 0.9);
      const phash = isCopy ? Uint8Array.from(last.phash, (byte, n) => (n === 3 ? byte ^ 5 : byte)) : randomBytes(8);
      last = { vector, phash };
      const sha256 = randomBytes(32);
      if (i % 10 >= 8) cacheSmall(sha256);
      const file = { path: `/photos/${at + i}.jpg`, sizeBytes: 1000 + i, mtimeMs: 1 };
      return makeOutcome({ file, sha256, vector, space, stages, phash, ...size });
    });
    catalogue.files.record(outcomes);
  }
});

// There are no files: each photo counts as there, as it was indexed.
const library = await openLibraryWith(
  { path },
  {
    statFile: async (file) => {
      const number = BigInt(/(\d+)\.jpg$/.exec(file)[1]);
      const sizeBytes = 1000 + (Number(number) % 1000);
      return { sizeBytes, mtimeMs: 1, device: 1n, inode: number + 1n, ctimeNs: 0n, links: 1 };
    },
  },
);
let startedAt = performance.now();
await library.warmUp();
const report = (what) => console.log(`${what}: ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
report('warm-up (indexing of unindexed vectors continues in the background)');
for (const kinds of [['exact'], ['near'], ['exact', 'near', 'similar']]) {
  let longest = 0;
  let tickedAt = performance.now();
  const timer = setInterval(() => {
    longest = Math.max(longest, performance.now() - tickedAt - 5);
    tickedAt = performance.now();
  }, 5);
  startedAt = performance.now();
  const groups = await library.duplicates({ kinds });
  clearInterval(timer);
  report(`${kinds.join(', ')}: ${groups.length} groups; longest block of the event loop ${Math.round(longest)} ms`);
}
await library.close();
