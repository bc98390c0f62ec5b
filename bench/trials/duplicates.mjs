import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { makeDuplicateLibrary } from '../support/duplicate-library.mjs';

const RUN = fileURLToPath(new URL('../support/duplicates-run.mjs', import.meta.url));
const run = promisify(execFile);

const CASES = [
  { form: 'usual', size: 20_000, about: 'one in 100 has two copies', seconds: 15 },
  { form: 'usual', size: 100_000, about: 'one in 100 has two copies', seconds: 120 },
  { form: 'hard', size: 20_000, about: 'bursts of six, of each first one four copies' },
];

export const duplicates = {
  name: 'duplicates',
  about: 'library.duplicates(), small images cached, each in a process of its own that has just started',
  async run({ isQuick }) {
    const rows = [];
    for (const { form, size, about, seconds } of CASES) {
      const count = isQuick ? size / 10 : size;
      await makeDuplicateLibrary(form, count);
      const { stdout } = await run(process.execPath, [RUN, form, String(count)], { maxBuffer: 2 ** 20 });
      const found = JSON.parse(stdout);
      const what = `${count} photos, ${about}`;
      const bound = seconds === undefined ? {} : { bound: { atMost: seconds } };
      rows.push({ what, value: found.seconds, unit: 's', ...bound });
      rows.push({ what: `${count} ${form}: time of all processors`, value: found.cpuSeconds, unit: 's' });
      rows.push({ what: `${count} ${form}: copies found`, value: found.recall, unit: '', bound: { atLeast: 0.999 } });
      rows.push({ what: `${count} ${form}: memory of the process, at most`, value: found.megabytes, unit: 'MB' });
      rows.push({ what: `${count} ${form}: longest block of the event loop`, value: found.longestMs, unit: 'ms' });
    }
    return rows;
  },
};
