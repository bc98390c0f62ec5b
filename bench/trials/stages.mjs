import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { benchFolder, makePhotos } from '../support/corpus.mjs';
import { measureTree } from '../support/process-tree.mjs';

const COMMAND = fileURLToPath(new URL('../../dist/photoseek.cjs', import.meta.url));
const COUNT = 1000;
const SAMPLE_EVERY_MS = 500;

/** What is looked for beside embedding. */
const RUNS = ['none', 'text', 'objects', 'text,objects'];

export const stages = {
  name: 'stages',
  about:
    'index runs over photos of 2 megapixels that look for nothing, text and things: photos a second, and resident memory of all processes',
  async run({ isQuick }) {
    const count = isQuick ? COUNT / 10 : COUNT;
    const photos = await makePhotos(count, 1920, 1080);
    const rows = [];
    let plain;
    for (const wanted of RUNS) {
      const { seconds, megabytes } = await index(photos, count, wanted);
      plain ??= seconds;
      rows.push({ what: `${count} photos, --stages ${wanted}`, value: count / seconds, unit: 'photos/s' });
      rows.push({
        what: `${count} photos, --stages ${wanted}: time over that without`,
        value: seconds / plain,
        unit: '',
      });
      rows.push({ what: `${count} photos, --stages ${wanted}: memory, maximum`, value: megabytes, unit: 'MB' });
    }
    return rows;
  },
};

/** In a process of its own, so that the memory of the benchmark is not counted. */
async function index(photos, count, wanted) {
  const library = benchFolder('library-stages');
  rmSync(library, { recursive: true, force: true });
  const child = spawn(
    process.execPath,
    [COMMAND, 'index', photos, '--library', library, '--stages', wanted, '--json'],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const ended = new Promise((resolve) => child.on('close', resolve));
  let megabytes = 0;
  const timer = setInterval(() => {
    megabytes = Math.max(megabytes, measureTree(child.pid).resident);
  }, SAMPLE_EVERY_MS);
  let report;
  for await (const line of createInterface({ input: child.stdout })) {
    const event = JSON.parse(line);
    if (event.type === 'done') report = event.report;
  }
  clearInterval(timer);
  await ended;
  if (report?.indexed !== count) throw new Error(`${report?.indexed} of ${count} were indexed`);
  return { seconds: report.tookMs / 1000, megabytes };
}
