import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const RUN = fileURLToPath(new URL('../support/rows-run.mjs', import.meta.url));
const SIZES = [10_000, 100_000, 1_000_000];
const run = promisify(execFile);

/** Ten times as many photos may take so many times as long: what grows with their number, and what the processor's caches no longer hold. */
const MOST_GROWTH = 15;

/** What takes less than this at both sizes says nothing about growth. */
const LEAST_MS = 20;

export const rows = {
  name: 'rows',
  about:
    'all but searches for vectors in libraries of 10,000 to 1,000,000 photos with metadata, tags and keywords, each size in a process of its own. Growth is bounded from one size to the next',
  async run({ isQuick }) {
    if (process.platform !== 'linux') {
      console.log('  skipped: memory is read from /proc');
      return [];
    }
    const found = [];
    let smaller;
    for (const size of isQuick ? [1000, 10_000] : SIZES) {
      const { stdout } = await run(process.execPath, ['--expose-gc', RUN, String(size)], { maxBuffer: 2 ** 24 });
      const measured = JSON.parse(stdout.trim().split('\n').at(-1));
      for (const [what, { ms, megabytes }] of Object.entries(measured)) {
        found.push({ what: `${size}: ${what}`, value: ms, unit: 'ms' });
        found.push({ what: `${size}: ${what}: memory`, value: megabytes, unit: 'MB' });
        const before = smaller?.[what].ms;
        if (before !== undefined && ms > LEAST_MS)
          found.push({
            what: `${size}: ${what}: growth since a tenth`,
            value: ms / Math.max(before, LEAST_MS / 10),
            unit: '×',
            bound: { atMost: MOST_GROWTH },
          });
      }
      smaller = measured;
    }
    return found;
  },
};
