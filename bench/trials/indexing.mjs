import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { EMBEDDED_MODEL } from '../../dist/encoder/models/embedded-model.js';
import { resolveModel } from '../../dist/encoder/models/resolve-model.js';
import { createEncoder } from '../../dist/encoder/worker-encoder.js';
import { openLibrary } from '../../dist/index.js';
import { MediaPool } from '../../dist/media/worker/media-pool.js';
import { benchFolder, makePhotos } from '../support/corpus.mjs';
import { percentile, time } from '../support/numbers.mjs';

const ROUNDS = 3;
const CORPORA = [
  { label: 'small photos (224 × 224)', count: 1000, width: 224, height: 224 },
  { label: 'photos of 12 megapixels', count: 200, width: 4000, height: 3000 },
];

export const indexing = {
  name: 'indexing',
  about: `rate of index runs over the ideal rate 1 / (1/D + 1/E) of decoding and encoding alone, on all cores; median of ${ROUNDS} rounds`,
  async run({ isQuick }) {
    const model = await resolveModel(EMBEDDED_MODEL, { cache: '', hub: '' });
    const rows = [];
    for (const { count, ...corpus } of CORPORA)
      rows.push(...(await measure({ ...corpus, count: isQuick ? count / 10 : count }, isQuick ? 1 : ROUNDS, model)));
    return rows;
  },
};

async function measure({ label, count, width, height }, rounds, model) {
  const folder = await makePhotos(count, width, height);
  const paths = readdirSync(folder).map((name) => join(folder, name));
  const results = [];
  // Interleaved, so that a change of the machine's speed affects all three.
  for (let i = 0; i < rounds; i++) {
    const decode = count / (await timeDecoding(paths, model));
    const encode = count / (await timeEncoding(count, model));
    const index = count / (await timeIndexing(folder, count));
    results.push({ decode, encode, index, ratio: index * (1 / decode + 1 / encode) });
  }
  const median = (key) => percentile(results.map((result) => result[key]));
  return [
    {
      what: `${count} ${label}: D, decode only (read, hash, decode, resize)`,
      value: median('decode'),
      unit: 'photos/s',
    },
    { what: `${count} ${label}: E, encode only (prepared pixels)`, value: median('encode'), unit: 'photos/s' },
    { what: `${count} ${label}: index, a complete run into a new library`, value: median('index'), unit: 'photos/s' },
    { what: `${count} ${label}: index over the ideal`, value: median('ratio'), unit: '', bound: { atLeast: 0.88 } },
  ];
}

async function timeDecoding(paths, model) {
  const pool = new MediaPool();
  const decode = (path) => pool.prepare({ path }, { specs: [model.image], onFrame: () => {} });
  await Promise.all(paths.slice(0, 8).map(decode));
  const seconds = await time(() => Promise.all(paths.map(decode)));
  pool.close();
  return seconds;
}

async function timeEncoding(count, model) {
  const encoder = createEncoder(model);
  const { size } = model.image;
  const batch = () => Array.from({ length: 8 }, (_, i) => new Uint8Array(size * size * 3).fill(40 + 20 * i));
  await Promise.all([encoder.encodeImages(batch()), encoder.encodeImages(batch())]);
  const batches = Array.from({ length: Math.ceil(count / 8) }, batch);
  const seconds = await time(() => Promise.all(batches.map((pixels) => encoder.encodeImages(pixels))));
  await encoder.close();
  return seconds;
}

async function timeIndexing(folder, count) {
  const path = benchFolder('library-indexing');
  rmSync(path, { recursive: true, force: true });
  const library = await openLibrary({ path });
  const seconds = await time(async () => {
    for await (const event of library.index([folder], { stages: [] })) {
      if (event.type === 'done' && event.report.indexed !== count)
        throw new Error(`${event.report.indexed} of ${count} were indexed`);
    }
  });
  await library.close();
  return seconds;
}
