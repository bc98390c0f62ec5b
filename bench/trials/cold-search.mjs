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
  about: `photoseek search from a shell, 1,000 photos, median of ${ROUNDS} processes; beside it an empty Node process`,
  async run() {
    const photos = await makePhotos(1000, 224, 224);
    const library = benchFolder('library-cold');
    rmSync(library, { recursive: true, force: true });
    const opened = await openLibrary({ path: library });
    for await (const _ of opened.index([photos]));
    await opened.close();
    const ask = (words, ...options) =>
      time(() => run(process.execPath, [COMMAND, 'search', words, '--library', library, ...options]));
    const search = [];
    const empty = [];
    const helped = [];
    for (let i = 0; i < ROUNDS; i++) {
      search.push(await ask('a dog on the beach', '--no-daemon'));
      empty.push(await time(() => run(process.execPath, ['-e', '0'])));
    }
    const daemon = (what) => run(process.execPath, [COMMAND, 'daemon', what, '--library', library]);
    await daemon('start');
    try {
      await ask('warm up');
      for (let i = 0; i < ROUNDS; i++) helped.push(await ask(`a dog on the beach ${i}`));
    } finally {
      await daemon('stop');
    }
    return [
      { what: 'photoseek search, wall clock', value: percentile(search), unit: 's', bound: { atMost: 0.5 } },
      {
        what: 'the same with a daemon, other words each time',
        value: percentile(helped),
        unit: 's',
        bound: { atMost: 0.1 },
      },
      { what: 'node -e 0, wall clock', value: percentile(empty), unit: 's' },
    ];
  },
};
