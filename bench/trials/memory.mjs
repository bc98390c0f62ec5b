import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openLibrary } from '../../dist/index.js';
import { benchFolder, makePhotos } from '../support/corpus.mjs';

const COUNT = 20_000;

export const memory = {
  name: 'memory',
  about: `resident memory while ${COUNT} photos of 224 × 224 are indexed: this process and its decoders together`,
  async run() {
    const photos = await makeManyPhotos();
    const path = benchFolder('library-memory');
    rmSync(path, { recursive: true, force: true });
    const library = await openLibrary({ path });
    const samples = [];
    let done = 0;
    const timer = setInterval(() => samples.push({ done, megabytes: measureFamily() }), 1000);
    for await (const event of library.index([photos])) if (event.type === 'progress') done = event.done;
    clearInterval(timer);
    await library.close();
    const quarter = (from, to) => {
      const inside = samples.filter((sample) => sample.done >= from * COUNT && sample.done < to * COUNT);
      return inside.reduce((sum, { megabytes }) => sum + megabytes, 0) / inside.length;
    };
    const [second, last] = [quarter(0.25, 0.5), quarter(0.75, 1)];
    return [
      {
        what: 'most',
        value: Math.max(...samples.map(({ megabytes }) => megabytes)),
        unit: 'MB',
        bound: { atMost: 900 },
      },
      { what: 'second quarter, mean', value: second, unit: 'MB' },
      { what: 'last quarter over the second', value: last / second, unit: '', bound: { atMost: 1.1 } },
    ];
  },
};

/** Resident memory of this process and its children. */
function measureFamily() {
  const table = execFileSync('ps', ['-eo', 'pid=,ppid=,rss='], { encoding: 'utf8' });
  const rows = table
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number));
  const family = rows.filter(([pid, parent]) => pid === process.pid || parent === process.pid);
  return family.reduce((sum, [, , kilobytes]) => sum + kilobytes, 0) / 1024;
}

/** The same pictures again and again, each with some bytes of its own after its end: other contents, as quick to make as copies. */
async function makeManyPhotos() {
  const folder = benchFolder(`photos-${COUNT}`);
  if (existsSync(folder)) return folder;
  const originals = await makePhotos(1000, 224, 224);
  const contents = readdirSync(originals).map((name) => readFileSync(join(originals, name)));
  const unfinished = `${folder}.unfinished`;
  for (let i = 0; i < COUNT; i++) {
    const place = join(unfinished, String(Math.floor(i / 1000)));
    mkdirSync(place, { recursive: true });
    writeFileSync(join(place, `${i}.jpg`), Buffer.concat([contents[i % contents.length], Buffer.from(String(i))]));
  }
  renameSync(unfinished, folder);
  return folder;
}
