import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { EMBEDDED_MODEL } from '../../dist/encoder/embedded-model.js';
import { resolveModel } from '../../dist/encoder/resolve-model.js';
import { createEncoder } from '../../dist/encoder/worker-encoder.js';
import { openLibrary } from '../../dist/index.js';
import { MediaPool } from '../../dist/media/media-pool.js';
import { benchFolder, makePhotos } from '../support/corpus.mjs';
import { percentile, time } from '../support/numbers.mjs';

const COUNT = 1000;
const ROUNDS = 3;

export const indexing = {
  name: 'indexing',
  about: `throughput over the ideal 1 / (1/D + 1/E), ${COUNT} photos of 224 × 224, median of ${ROUNDS} rounds`,
  async run() {
    const folder = await makePhotos(COUNT, 224, 224);
    const paths = readdirSync(folder).map((name) => join(folder, name));
    const model = await resolveModel(EMBEDDED_MODEL, { cache: '', hub: '' });
    const rounds = [];
    // Taken in turn, so that a machine that changes its speed changes all three.
    for (let i = 0; i < ROUNDS; i++) {
      const decode = COUNT / (await timeDecoding(paths, model));
      const encode = COUNT / (await timeEncoding(model));
      const index = COUNT / (await timeIndexing(folder));
      rounds.push({ decode, encode, index, ratio: index * (1 / decode + 1 / encode) });
    }
    const median = (key) => percentile(rounds.map((round) => round[key]));
    return [
      { what: 'D: decode only, all cores (read, hash, decode, resize)', value: median('decode'), unit: 'photos/s' },
      { what: 'E: encode only, all cores, ready pixels', value: median('encode'), unit: 'photos/s' },
      { what: 'index, whole run into a new library', value: median('index'), unit: 'photos/s' },
      { what: 'index over the ideal', value: median('ratio'), unit: '', bound: { atLeast: 0.8 } },
    ];
  },
};

async function timeDecoding(paths, model) {
  const pool = new MediaPool();
  await Promise.all(paths.slice(0, 8).map((path) => pool.prepare({ path }, model.image)));
  const seconds = await time(() => Promise.all(paths.map((path) => pool.prepare({ path }, model.image))));
  pool.close();
  return seconds;
}

async function timeEncoding(model) {
  const encoder = createEncoder(model);
  const { size } = model.image;
  const batch = () => Array.from({ length: 8 }, (_, i) => new Uint8Array(size * size * 3).fill(40 + 20 * i));
  await Promise.all([encoder.encodeImages(batch()), encoder.encodeImages(batch())]);
  const batches = Array.from({ length: COUNT / 8 }, batch);
  const seconds = await time(() => Promise.all(batches.map((pixels) => encoder.encodeImages(pixels))));
  await encoder.close();
  return seconds;
}

async function timeIndexing(folder) {
  const path = benchFolder('library-indexing');
  rmSync(path, { recursive: true, force: true });
  const library = await openLibrary({ path });
  const seconds = await time(async () => {
    for await (const event of library.index([folder])) {
      if (event.type === 'done' && event.report.indexed !== COUNT)
        throw new Error(`${event.report.indexed} of ${COUNT} were indexed`);
    }
  });
  await library.close();
  return seconds;
}
