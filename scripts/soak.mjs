/**
 * Soak test: adds, removes, indexes and searches photos in one process for a long time. Checks that memory, open files and latencies stay flat
 * after a warm-up. `--minutes N` (default 10), `--photos N` in the tree (default 200).
 */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import sharp from 'sharp';
import { openLibrary } from '../dist/index.js';

const { values } = parseArgs({
  options: { minutes: { type: 'string', default: '10' }, photos: { type: 'string', default: '200' } },
});
const minutes = Number(values.minutes);
const photos = Number(values.photos);
const home = mkdtempSync(join(tmpdir(), 'photoseek-soak-'));
const tree = join(home, 'photos');
const QUERIES = ['a dog on the beach', 'night', 'a red square', 'green and blue', 'zebra'];
/** Maximum growth from the first quarter after the warm-up to the last. */
const FLAT = { memory: 1.15, latency: 1.5, files: 1.1 };

let made = 0;
async function addPhoto() {
  const patches = Buffer.from(Array.from({ length: 8 * 6 * 3 }, () => Math.floor(Math.random() * 256)));
  const bytes = await sharp(patches, { raw: { width: 8, height: 6, channels: 3 } })
    .resize(640, 480, { fit: 'fill', kernel: 'nearest' })
    .jpeg()
    .toBuffer();
  writeFileSync(join(tree, `${++made}.jpg`), bytes);
}

/** Resident memory in MB of this process and of its decoders. */
function readMemory() {
  const own = process.memoryUsage.rss();
  if (process.platform !== 'linux') return own / 1e6;
  const children = readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8').trim().split(' ').filter(Boolean);
  const sizes = children.map((pid) => {
    try {
      return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) * 1024;
    } catch {
      return 0;
    }
  });
  return (own + sizes.reduce((sum, size) => sum + size, 0)) / 1e6;
}

const countFiles = () => (process.platform === 'linux' ? readdirSync('/proc/self/fd').length : 0);
const median = (numbers) => [...numbers].sort((a, b) => a - b)[numbers.length >> 1] ?? 0;

mkdirSync(tree);
for (let i = 0; i < photos; i++) await addPhoto();
const library = await openLibrary({ path: join(home, 'library') });
const end = performance.now() + minutes * 60_000;
const rounds = [];
let indexed = 0;
let searches = 0;
while (performance.now() < end) {
  const names = readdirSync(tree);
  for (let i = 0; i < Math.ceil(photos / 10); i++) {
    rmSync(join(tree, names[Math.floor(Math.random() * names.length)]), { force: true });
    await addPhoto();
  }
  const startedAt = performance.now();
  for await (const event of library.index([tree])) if (event.type === 'done') indexed += event.report.indexed;
  const indexMs = performance.now() - startedAt;
  const latencies = [];
  for (let i = 0; i < 20; i++) {
    const searchedAt = performance.now();
    const { results } = await library.search(QUERIES[i % QUERIES.length], { limit: 20 });
    latencies.push(performance.now() - searchedAt);
    searches++;
    if (i === 0 && results[0] !== undefined) await library.thumbnail(results[0].id).catch(() => {});
  }
  globalThis.gc?.();
  rounds.push({ memory: readMemory(), files: countFiles(), latency: median(latencies), indexMs });
}
await library.close();
rmSync(home, { recursive: true, force: true });

// The first quarter is the warm-up: caches fill, threads and decoders start.
const warm = rounds.slice(Math.floor(rounds.length / 4));
const part = Math.max(1, Math.floor(warm.length / 4));
const first = warm.slice(0, part);
const last = warm.slice(-part);
console.log(
  `${minutes} minutes, ${rounds.length} rounds, ${indexed} photos indexed, ${searches} searches, ${photos} photos in the tree`,
);
console.log('              begin      end');
for (const [key, unit] of [
  ['memory', 'MB'],
  ['files', 'open'],
  ['latency', 'ms'],
  ['indexMs', 'ms'],
]) {
  const [a, b] = [median(first.map((round) => round[key])), median(last.map((round) => round[key]))];
  const isFlat = FLAT[key] === undefined || b <= a * FLAT[key] + (key === 'files' ? 2 : 1);
  console.log(
    `${key.padEnd(10)} ${a.toFixed(1).padStart(8)} ${b.toFixed(1).padStart(8)} ${unit} ${isFlat ? '' : 'NOT FLAT'}`,
  );
  if (!isFlat) process.exitCode = 1;
}
