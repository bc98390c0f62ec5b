/**
 * How long `library.duplicates()` takes among many photos: `node bench/duplicates-time.mjs [20000]`. Vectors in clusters and hashes by chance;
 * one photo in ten is a near copy of another.
 */
import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { openLibrary } from '../dist/index.js';
import { Catalogue } from '../dist/store/catalogue.js';
import { benchFolder, makeRandom } from './support/corpus.mjs';

const count = Number(process.argv[2] ?? 20_000);
const path = join(benchFolder('duplicates-time'), String(count));
rmSync(path, { recursive: true, force: true });
const random = makeRandom(1);
const gaussian = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
const normalise = (vector) => {
  const length = Math.hypot(...vector);
  return vector.map((value) => value / length);
};

const opened = await openLibrary({ path });
const { model } = await opened.stats();
await opened.close();
const catalogue = new Catalogue(path, { create: false });
const { id, dim } = catalogue.findModel(model);
const noise = (centre, spread) =>
  normalise(Float32Array.from({ length: dim }, (_, i) => (centre?.[i] ?? 0) + (spread * gaussian()) / Math.sqrt(dim)));
const centres = Array.from({ length: count / 20 }, () => noise(undefined, 1));
let last;
for (let at = 0; at < count; at += 1000) {
  const outcomes = Array.from({ length: Math.min(1000, count - at) }, (_, i) => {
    const isCopy = i % 10 === 9;
    const vector = isCopy ? noise(last.vector, 0.3) : noise(centres[(at + i) % centres.length], 0.9);
    const phash = isCopy ? Uint8Array.from(last.phash, (byte, n) => (n === 3 ? byte ^ 5 : byte)) : randomBytes(8);
    last = { vector, phash };
    const file = { path: `/photos/${at + i}.jpg`, sizeBytes: 1000 + i, mtimeMs: 1 };
    const content = {
      sha256: randomBytes(32),
      format: 'jpeg',
      mediaType: 'image/jpeg',
      width: 4000,
      height: 3000,
      phash,
    };
    return { kind: 'encoded', file, content, vector };
  });
  catalogue.files.record(outcomes, id);
}
catalogue.close();

const library = await openLibrary({ path });
let startedAt = performance.now();
await library.warmUp();
const report = (what) => console.log(`${what}: ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
report('loading, and linking what is not in the graph yet, goes on for a while after');
for (const kinds of [['exact'], ['near'], ['exact', 'near', 'similar']]) {
  let longest = 0;
  let lookedAt = performance.now();
  const timer = setInterval(() => {
    longest = Math.max(longest, performance.now() - lookedAt - 5);
    lookedAt = performance.now();
  }, 5);
  startedAt = performance.now();
  const groups = await library.duplicates({ kinds });
  clearInterval(timer);
  report(`${kinds.join(', ')}: ${groups.length} groups; the thread was away for ${Math.round(longest)} ms at most`);
}
await library.close();
