import { execFile } from 'node:child_process';
import { readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { percentile, time } from '../support/numbers.mjs';
import { makeScaleLibrary, readTexts } from '../support/scale-library.mjs';

const COMMAND = fileURLToPath(new URL('../../dist/photoseek.cjs', import.meta.url));
const BUILD = fileURLToPath(new URL('../support/scale-build.mjs', import.meta.url));
const SEARCH = fileURLToPath(new URL('../support/scale-search.mjs', import.meta.url));
const SIZES = [10_000, 100_000, 1_000_000];
const run = promisify(execFile);

export const scale = {
  name: 'scale',
  about:
    'photos that exist as vectors only (those of real photos, spread by noise): building, opening and searching the index, by size. The bounds are those of a million',
  async run({ isQuick }) {
    const rows = [];
    for (const size of isQuick ? SIZES.slice(0, 1) : SIZES) rows.push(...(await measureSize(size, isQuick)));
    return rows;
  },
};

async function measureSize(size, isQuick) {
  const path = await makeScaleLibrary(size);
  const isMillion = size === 1_000_000;
  const rows = [];
  const add = (what, value, unit, bound) =>
    rows.push({ what: `${size}: ${what}`, value, unit, ...(isMillion && bound && { bound }) });

  const node = async (script, ...options) => JSON.parse((await run(process.execPath, [script, ...options])).stdout);
  if (!readdirSync(path).some((name) => name.endsWith('.json'))) {
    const built = await node(BUILD, path);
    add(`graph built (${built.engine})`, built.seconds, 's');
    add('memory of all processes while it is built, at most', built.peak, 'MB');
  }
  const graph = readdirSync(path).find((name) => /\.(hnsw|usearch)$/.test(name));
  add('graph on disk', statSync(join(path, graph)).size / size, 'bytes a vector', { atMost: 800 });

  const texts = readTexts(40);
  const searchCold = (i) =>
    time(() => run(process.execPath, [COMMAND, 'search', texts[i], '--library', path, '--no-daemon']));
  await searchCold(39);
  const warm = [];
  for (let i = 0; i < (isQuick ? 3 : 7); i++) warm.push(await searchCold(i));
  add('photoseek search from a cold start', percentile(warm), 's', { atMost: 1 });
  const dropped = [];
  for (let i = 10; i < (isQuick ? 11 : 15) && dropCaches(); i++) dropped.push(await searchCold(i));
  if (dropped.length > 0) add('the same with nothing in the system’s cache', percentile(dropped), 's', { atMost: 2.5 });

  const searched = await node(SEARCH, path, isQuick ? '20' : '200');
  add('open until it answers', searched.open, 's');
  add('search without text encoding, p50', searched.p50, 'ms', { atMost: 2 });
  add('the same, p95', searched.p95, 'ms');
  add('memory of a process that searches', searched.resident, 'MB');
  add(`the index alone (${searched.engine}), p50 of texts`, searched.text.p50, 'ms');
  add('the index alone, p50 of pictures', searched.photo.p50, 'ms');
  add('recall@10 of texts', searched.text.recall, '', { atLeast: 0.99 });
  add('recall@10 of pictures', searched.photo.recall, '', { atLeast: 0.99 });
  return rows;
}

/** Empties the system's cache of files. @returns whether this process may */
function dropCaches() {
  try {
    writeFileSync('/proc/sys/vm/drop_caches', '3');
    return true;
  } catch {
    return false;
  }
}
