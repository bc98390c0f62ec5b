import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { openLibrary } from '../../dist/index.js';
import { benchFolder, makePhotos } from '../support/corpus.mjs';
import { percentile, time } from '../support/numbers.mjs';
import { COUNT, makeLibrary } from './rescan.mjs';

const BURST = 1000;
const ROUNDS = 3;
/** A burst is over 0.7 s after its last file, and files that are found while others are copied are indexed by runs of their own. */
const MOST_SECONDS_BEYOND = 5;
const MOST_MB = 50;

const OBSERVER = fileURLToPath(new URL('../support/watch-process.mjs', import.meta.url));
const run = promisify(execFile);

export const watching = {
  name: 'watching',
  about: `a burst of ${BURST} photos of 224 × 224 copied into a watched folder, beside an index run over the same photos, in one process, without reading text, median of ${ROUNDS} rounds; memory and processor time of a process that watches ${COUNT} unchanged files in 1,000 folders, beside one that watches 10`,
  async run({ isQuick }) {
    const burst = await makePhotos(isQuick ? 100 : BURST, 224, 224);
    const beyond = [];
    const plain = [];
    for (let i = 0; i < (isQuick ? 1 : ROUNDS); i++) {
      const indexed = await timeIndex(burst);
      const watched = await timeBurst(burst);
      plain.push(indexed);
      beyond.push(watched - indexed);
    }
    const many = await observe((await makeLibrary(false)).path);
    const few = await observe(await makeFew(burst));
    return [
      { what: 'an index run over the photos of the burst', value: percentile(plain), unit: 's' },
      {
        what: 'until the last photo of the burst is findable, beyond that',
        value: percentile(beyond),
        unit: 's',
        bound: { atMost: MOST_SECONDS_BEYOND },
      },
      {
        what: `${COUNT} files under watch: memory above that of 10 (PSS)`,
        value: many.megabytes - few.megabytes,
        unit: 'MB',
        bound: { atMost: MOST_MB },
      },
      {
        what: 'processor time while nothing changes',
        value: many.idle * 100,
        unit: '% of a core',
        bound: { atMost: 1 },
      },
      { what: 'the same with 10 files', value: few.idle * 100, unit: '% of a core' },
    ];
  },
};

/** A new library; text is not read, as in the other trials. */
function openNew(name) {
  const path = benchFolder(name);
  rmSync(path, { recursive: true, force: true });
  return openLibrary({ path });
}

async function timeIndex(burst) {
  const library = await openNew('library-burst-indexed');
  const seconds = await time(async () => {
    for await (const event of library.index([burst], { stages: [] })) {
      if (event.type === 'done' && event.report.failed.length > 0) throw new Error(JSON.stringify(event.report));
    }
  });
  await library.close();
  return seconds;
}

async function timeBurst(burst) {
  const root = benchFolder('burst-root');
  rmSync(root, { recursive: true, force: true });
  mkdirSync(root, { recursive: true });
  const library = await openNew('library-burst-watched');
  for await (const _ of library.index([root], { stages: [] }));
  const stop = new AbortController();
  const wanted = readdirSync(burst).length;
  let indexed = 0;
  let seconds = Number.NaN;
  try {
    let isReady = false;
    let startedAt = 0;
    for await (const event of library.watch({ signal: stop.signal })) {
      if (event.type !== 'done') continue;
      if (!isReady) {
        isReady = true;
        startedAt = performance.now();
        cpSync(burst, join(root, 'burst'), { recursive: true });
        continue;
      }
      indexed += event.report.indexed;
      if (indexed < wanted) continue;
      seconds = (performance.now() - startedAt) / 1000;
      const { photos: total } = await library.stats();
      if (total !== wanted) throw new Error(`${total} of ${wanted} photos are found`);
      stop.abort();
    }
  } catch (error) {
    if (!stop.signal.aborted) throw error;
  }
  await library.close();
  return seconds;
}

/** A library of ten photos. */
async function makeFew(burst) {
  const root = benchFolder('few-root');
  rmSync(root, { recursive: true, force: true });
  for (const name of readdirSync(burst).slice(0, 10)) cpSync(join(burst, name), join(root, name));
  const library = await openNew('library-few');
  for await (const _ of library.index([root], { stages: [] }));
  await library.close();
  return library.path;
}

async function observe(path) {
  const { stdout } = await run(process.execPath, ['--expose-gc', OBSERVER, path]);
  return JSON.parse(stdout);
}
