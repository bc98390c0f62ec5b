/**
 * A process that asks a library of SIZE photos what everything but a search for vectors needs: `node rows-run.mjs SIZE`. Prints as JSON, by name, how long
 * each took and how much memory it needed beyond what the process held before.
 */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { openLibrary } from '../../dist/index.js';
import { makeLibrary, measureRescan } from '../trials/rescan.mjs';
import { benchFolder } from './corpus.mjs';
import { makeMetadataLibrary } from './metadata-library.mjs';
import { percentile } from './numbers.mjs';

const size = Number(process.argv[2]);
const measured = {};
const path = await makeMetadataLibrary(size);
const files = await makeLibrary(false, size);

await measure('open', () => openLibrary({ path }).then((library) => library.close()), 1);
const library = await openLibrary({ path });
await measure('a page of all, newest first', () =>
  library.search({ filters: 'taken:>2000' }, { sort: 'taken', limit: 50 }),
);
await measure('the twentieth page', () => readPages(20), 1);
await measure('a filter that passes 50 %', () => library.search({ filters: 'taken:2005..2014' }, { limit: 50 }));
await measure('a filter that passes 5 %, near a place', () =>
  library.search({ filters: 'near:10,10,2500km' }, { limit: 50 }),
);
await measure('a filter that passes 0.1 %', () =>
  library.search({ filters: 'taken:2006 keyword:family rating:>=4' }, { limit: 50 }),
);
await measure('a word that a fifth has', () => library.search('holiday', { mode: 'text', limit: 50 }));
await measure('a word that few have', () => library.search('"word 77"', { mode: 'text', limit: 50 }));
await measure('a part of a name', () => library.search('img_12', { mode: 'text', limit: 50 }));
await measure('facets of all, the first after a change', () => library.facets(), 1);
await measure('facets of all', () => library.facets());
await measure('facets of 50 %', () => library.facets({ filters: 'taken:2005..2014' }));
await measure('the overview of the start page', () => library.overview(), 1);
await measure('completions', () => library.suggest('ci', { limit: 10 }));
await measure('the list of tags', () => library.tags());
await measure('status', () => library.stats(), 3);
await measure('verify, without files', () => library.verify({ files: false }), 1);
const copy = benchFolder(`backup-${size}.db`);
await measure('backup', () => library.backup(copy), 1);
rmSync(copy, { force: true });
await library.close();
await measure('an index run over unchanged files', () => measureRescan(files, size), 1);
const unchanged = await openLibrary({ path: files.path });
await measure('verify, with files', () => unchanged.verify(), 1);
await unchanged.close();
console.log(JSON.stringify(measured));

async function readPages(count) {
  let cursor;
  for (let page = 0; page < count; page++) {
    const answer = await library.search({ filters: 'taken:>2000' }, { sort: 'taken', limit: 50, cursor });
    cursor = answer.nextCursor;
    if (cursor === undefined) throw new Error(`no page after ${page + 1}`);
  }
}

/** The middle of some rounds; memory is the most that was resident in any of them, beyond what was before. */
async function measure(what, work, rounds = 9) {
  const before = resetPeak();
  const times = [];
  for (let round = 0; round < rounds; round++) {
    const startedAt = performance.now();
    await work();
    times.push(performance.now() - startedAt);
  }
  measured[what] = { ms: percentile(times), megabytes: Math.max(0, readMemory('VmHWM') - before) };
}

/** @returns megabytes that are resident now; from here on, the peak is counted anew */
function resetPeak() {
  globalThis.gc?.();
  writeFileSync('/proc/self/clear_refs', '5');
  return readMemory('VmRSS');
}

function readMemory(name) {
  return Number(new RegExp(`${name}:\\s+(\\d+)`).exec(readFileSync('/proc/self/status', 'utf8'))[1]) / 1024;
}
