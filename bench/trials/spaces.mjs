import { Buffer } from 'node:buffer';
import { execFile } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { chooseDetectors } from '../../dist/detect/choose-detectors.js';
import { EMBEDDED_MODELS } from '../../dist/encoder/models/embedded-model.js';
import { resolveModel } from '../../dist/encoder/models/resolve-model.js';
import { ExpectedStages } from '../../dist/indexer/pipeline/stages.js';
import { DEFAULT_STAGES } from '../../dist/library/detection/stages.js';
import { percentile } from '../support/numbers.mjs';
import { createIndexedLibrary, makeOutcome, syntheticFolder } from '../support/synthetic-library.mjs';
import { makePhotoLikeVectors } from '../support/vectors.mjs';

const SEARCH_PROCESS = fileURLToPath(new URL('../support/search-process.mjs', import.meta.url));
const run = promisify(execFile);

export const spaces = {
  name: 'spaces',
  about:
    'the same photos in one space and in two that are fused, both of embedded models: files on disk, resident memory of a process that searches, p50 of library.search (limit 20)',
  async run({ isQuick }) {
    const photos = isQuick ? 2000 : 20_000;
    const libraries = [];
    for (const count of [1, 2]) {
      const path = await makeLibrary(photos, count);
      libraries.push({ count, disk: measureFiles(path), path, runs: [] });
    }
    // By turns, so that a slow moment of the machine meets both.
    for (let round = 0; round < (isQuick ? 1 : 3); round++)
      for (const { path, runs } of libraries)
        runs.push(JSON.parse((await run(process.execPath, [SEARCH_PROCESS, path])).stdout));
    const measured = libraries.map(({ disk, runs }) => ({
      disk,
      ...Object.fromEntries(
        ['resident', 'fresh', 'cached'].map((key) => [key, percentile(runs.map((one) => one[key]))]),
      ),
    }));
    const [one, two] = measured;
    return [
      ...listRow('catalogue and graph on disk', 'MB', 'disk', one, two),
      ...listRow('resident memory', 'MB', 'resident', one, two),
      ...listRow('p50 of new queries', 'ms', 'fresh', one, two),
      ...listRow('p50 without text encoding', 'ms', 'cached', one, two),
    ].map((row) => ({ ...row, what: `${photos} photos, ${row.what}` }));
  },
};

function listRow(what, unit, key, one, two) {
  return [
    { what: `one space: ${what}`, value: one[key], unit },
    { what: `two spaces: ${what}`, value: two[key], unit },
    { what: `two over one: ${what}`, value: two[key] / one[key], unit: '' },
  ];
}

function measureFiles(path) {
  const sizes = readdirSync(path).map((name) => statSync(join(path, name)).size);
  return sizes.reduce((sum, size) => sum + size, 0) / 2 ** 20;
}

/** A library of photos without files, each with a vector in every space. */
async function makeLibrary(photos, count) {
  const path = syntheticFolder(`library-${photos}-photos-${count}-spaces`);
  if (existsSync(path)) return path;
  const models = [...EMBEDDED_MODELS].reverse().slice(0, count);
  const vectors = [];
  for (const model of models) vectors.push(await makePhotoLikeVectors(photos, 3, model));
  await createIndexedLibrary(path, async ({ catalogue }) => {
    for (const model of models) {
      const { name, revision, dtype, dim } = await resolveModel(model, { cache: '', hub: '' });
      catalogue.spaces.ensure({ name, revision, dtype, dim, subject: 'whole' });
    }
    const rows = catalogue.spaces.list();
    if (rows.length !== count) throw new Error(`${rows.length} spaces were made, expected ${count}`);
    const ids = rows.map(({ id }) => id);
    const { versions: stages } = new ExpectedStages(ids, null, await chooseDetectors(DEFAULT_STAGES));
    for (let from = 0; from < photos; from += 1000) {
      const outcomes = Array.from({ length: Math.min(1000, photos - from) }, (_, i) => {
        const sha256 = Buffer.alloc(32);
        sha256.writeUInt32LE(from + i);
        const file = { path: `/nowhere/photo-${from + i}.jpg`, sizeBytes: 1, mtimeMs: 1 };
        const [space] = rows;
        const outcome = makeOutcome({ file, sha256, vector: vectors[0][from + i], space, stages });
        for (const [n, { id }] of rows.entries()) outcome.frames[0].vectors.set(id, vectors[n][from + i]);
        return outcome;
      });
      catalogue.files.record(outcomes);
    }
    // A space that is added to a library without vectors takes the place of the one from before.
    for (const { id } of rows) catalogue.spaces.setState(id, 'active');
  });
  return path;
}
