import { Buffer } from 'node:buffer';
import { existsSync } from 'node:fs';
import { openLibrary } from '../../dist/index.js';
import { percentile } from '../support/numbers.mjs';
import { openIndexed } from '../support/open-indexed.mjs';
import { createIndexedLibrary, makeOutcome, syntheticFolder } from '../support/synthetic-library.mjs';
import { makePhotoLikeVectors, PHRASES } from '../support/vectors.mjs';

const SIZES = [1000, 20_000];
const QUERIES = 200;

export const searching = {
  name: 'searching',
  about: `library.search without text encoding (full-text search runs while the text is encoded), synthetic clustered vectors, 512 dimensions, ${QUERIES} queries, limit 20`,
  async run() {
    const rows = [];
    for (const size of SIZES) {
      const library = await openIndexed(await makeSyntheticLibrary(size));
      const exact = await openLibrary({ path: library.path, oneShot: true });
      const beyond = [];
      const recalls = [];
      for (let i = 0; i < QUERIES + 20; i++) {
        const { tookMs, timings, results } = await library.search(PHRASES[(i * 7) % PHRASES.length]);
        if (results.length === 0) throw new Error('no results; delete .bench and run again');
        if (i >= 20) beyond.push(tookMs - timings.encodeMs);
      }
      // Not within the timed loop: exact search would evict the index from the CPU caches.
      for (let i = 0; i < QUERIES; i += 4)
        recalls.push(await measureRecall(library, exact, PHRASES[(i * 7) % PHRASES.length]));
      const { engine } = (await library.stats()).index;
      await library.close();
      await exact.close();
      const recall = recalls.reduce((sum, value) => sum + value, 0) / recalls.length;
      rows.push({
        what: `${size} vectors (${engine}): recall@10 against exact search`,
        value: recall,
        unit: '',
        bound: { atLeast: 0.99 },
      });
      rows.push({
        what: `${size} vectors (${engine}): p50`,
        value: percentile(beyond),
        unit: 'ms',
        bound: { atMost: 2 },
      });
      rows.push({ what: `${size} vectors (${engine}): p95`, value: percentile(beyond, 0.95), unit: 'ms' });
    }
    return rows;
  },
};

async function measureRecall(library, exact, query) {
  const best = (await exact.search(query, { limit: 10 })).results.map(({ id }) => id);
  const found = new Set((await library.search(query, { limit: 10 })).results.map(({ id }) => id));
  return best.filter((id) => found.has(id)).length / best.length;
}

/** A library of vectors without image files, indexed. Created once, then reused. */
export async function makeSyntheticLibrary(size, name = 'library') {
  const path = syntheticFolder(`${name}-${size}-vectors`);
  if (existsSync(path)) return path;
  const vectors = await makePhotoLikeVectors(size, 3);
  await createIndexedLibrary(path, ({ catalogue, space, stages }) => {
    for (let from = 0; from < size; from += 1000) {
      const outcomes = vectors.slice(from, from + 1000).map((vector, i) => {
        const sha256 = Buffer.alloc(32);
        sha256.writeUInt32LE(from + i);
        const file = { path: `/nowhere/photo-${from + i}.jpg`, sizeBytes: 1, mtimeMs: 1 };
        return makeOutcome({ file, sha256, vector, space, stages });
      });
      catalogue.files.record(outcomes);
    }
  });
  return path;
}
