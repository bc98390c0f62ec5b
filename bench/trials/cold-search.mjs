import { execFile } from 'node:child_process';
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { openLibrary } from '../../dist/index.js';
import { benchFolder, makePhotos } from '../support/corpus.mjs';
import { percentile, time } from '../support/numbers.mjs';

const COMMAND = fileURLToPath(new URL('../../dist/photoseek.cjs', import.meta.url));
const ROUNDS = 11;
const run = promisify(execFile);

export const coldSearch = {
  name: 'cold search',
  about: `photoseek search from a shell over 1,000 photos, median of ${ROUNDS} processes, compared with an empty Node process`,
  async run() {
    const photos = await makePhotos(1000, 224, 224);
    const library = benchFolder('library-cold');
    rmSync(library, { recursive: true, force: true });
    const opened = await openLibrary({ path: library });
    for await (const _ of opened.index([photos]));
    await opened.close();
    const ask = (text, ...options) =>
      time(() => run(process.execPath, [COMMAND, 'search', text, '--library', library, ...options]));
    const search = [];
    const empty = [];
    const help = [];
    const withDaemon = [];
    for (let i = 0; i < ROUNDS; i++) {
      search.push(await ask('a dog on the beach', '--no-daemon'));
      empty.push(await time(() => run(process.execPath, ['-e', '0'])));
      help.push(await time(() => run(process.execPath, [COMMAND, '--help'])));
    }
    const daemon = (what) => run(process.execPath, [COMMAND, 'daemon', what, '--library', library]);
    await daemon('start');
    try {
      await ask('warm up');
      for (let i = 0; i < ROUNDS; i++) withDaemon.push(await ask(`a dog on the beach ${i}`));
    } finally {
      await daemon('stop');
    }
    return [
      { what: 'photoseek search, wall clock', value: percentile(search), unit: 's', bound: { atMost: 0.5 } },
      {
        what: 'the same with a daemon, a new query each time',
        value: percentile(withDaemon),
        unit: 's',
        bound: { atMost: 0.1 },
      },
      { what: 'node -e 0, wall clock', value: percentile(empty), unit: 's' },
      {
        what: 'photoseek search over node -e 0',
        value: percentile(search) / percentile(empty),
        unit: '×',
        bound: { atMost: 3 },
      },
      {
        what: 'photoseek --help over node -e 0',
        value: percentile(help) / percentile(empty),
        unit: '×',
        bound: { atMost: 1.3 },
      },
    ];
  },
};
