/**
 * Watches the roots of a library: `node --expose-gc watch-process.mjs LIBRARY`. Prints, once the first run is over, the memory of the process in MB and the
 * share of a core that it takes while nothing changes.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { openLibrary } from '../../dist/index.js';
import { measureTree } from './process-tree.mjs';

const IDLE_MS = 15_000;

const library = await openLibrary({ path: process.argv[2] });
const stop = new AbortController();
try {
  for await (const event of library.watch({ signal: stop.signal })) if (event.type === 'done') void observe();
} catch (error) {
  if (!stop.signal.aborted) throw error;
}
await library.close();

async function observe() {
  await sleep(2000);
  globalThis.gc();
  await sleep(1000);
  const before = process.cpuUsage();
  await sleep(IDLE_MS);
  const { user, system } = process.cpuUsage(before);
  const { resident, proportional } = measureTree(process.pid);
  const megabytes = Number.isNaN(proportional) ? resident : proportional;
  console.log(JSON.stringify({ megabytes, idle: (user + system) / 1000 / IDLE_MS }));
  stop.abort();
}
