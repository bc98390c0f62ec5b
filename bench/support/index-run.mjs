import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { benchFolder } from './corpus.mjs';
import { measureTree } from './process-tree.mjs';

const COMMAND = fileURLToPath(new URL('../../dist/photoseek.cjs', import.meta.url));
const SAMPLE_EVERY_MS = 500;

/**
 * Runs `photoseek index` into a new library, in a process of its own, so that the memory of the benchmark is not counted.
 * @param name of the library's folder below that of the benchmark
 * @param count files that must be indexed
 * @returns samples: how many files were done, and the memory of all processes in MB, see `measureTree`; seconds from start to end
 */
export async function sampleIndexRun(folder, { name, count, options = [] }) {
  const library = benchFolder(name);
  rmSync(library, { recursive: true, force: true });
  const startedAt = performance.now();
  const child = spawn(process.execPath, [COMMAND, 'index', folder, '--library', library, ...options, '--json'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise((resolve) => child.on('close', resolve));
  const samples = [];
  let done = 0;
  let report;
  const timer = setInterval(() => samples.push({ done, ...measureTree(child.pid) }), SAMPLE_EVERY_MS);
  for await (const line of createInterface({ input: child.stdout })) {
    const event = JSON.parse(line);
    if (event.type === 'progress') done = event.done;
    if (event.type === 'done') report = event.report;
  }
  clearInterval(timer);
  await ended;
  if (report?.indexed !== count) throw new Error(`${report?.indexed} of ${count} files were indexed`);
  return { report, samples, seconds: (performance.now() - startedAt) / 1000 };
}
