import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { totalmem } from 'node:os';
import { join } from 'node:path';
import { benchFolder, makePhotos } from '../support/corpus.mjs';
import { sampleIndexRun } from '../support/index-run.mjs';

const COUNT = 20_000;
/** An encoder computes several images at a time where there is memory for them; see `chooseRunSize`. */
const MAX_MB = totalmem() < 7.5 * 2 ** 30 ? 900 : 1200;

export const memory = {
  name: 'memory',
  about:
    'resident memory of `photoseek index` and its decoding processes, summed: pages that they share count once per process',
  async run({ isQuick }) {
    const count = isQuick ? COUNT / 10 : COUNT;
    const photos = await makeManyPhotos(count);
    const options = ['--stages', 'none'];
    const { samples } = await sampleIndexRun(photos, { name: 'library-memory', count, options });
    const meanOf = (key, from, to) => {
      const inside = samples.filter(({ done }) => done >= from * count && done < to * count);
      return inside.reduce((sum, sample) => sum + sample[key], 0) / inside.length;
    };
    const maximum = (key) => Math.max(...samples.map((sample) => sample[key]));
    const [second, last] = [meanOf('resident', 0.25, 0.5), meanOf('resident', 0.75, 1)];
    return [
      {
        what: `${count} photos of 224 × 224: maximum`,
        value: maximum('resident'),
        unit: 'MB',
        bound: { atMost: MAX_MB },
      },
      { what: 'the same with shared pages counted once (PSS)', value: maximum('proportional'), unit: 'MB' },
      { what: 'second quarter, mean', value: second, unit: 'MB' },
      { what: 'last quarter, mean', value: last, unit: 'MB' },
      { what: 'last quarter over the second', value: last / second, unit: '', bound: { atMost: 1.1 } },
    ];
  },
};

/** Repeats 1,000 images, each with distinct bytes appended: distinct contents that are created as fast as copies. */
async function makeManyPhotos(count) {
  const folder = benchFolder(`photos-${count}`);
  if (existsSync(folder)) return folder;
  const originals = await makePhotos(1000, 224, 224);
  const contents = readdirSync(originals).map((name) => readFileSync(join(originals, name)));
  const unfinished = `${folder}.unfinished`;
  for (let i = 0; i < count; i++) {
    const place = join(unfinished, String(Math.floor(i / 1000)));
    mkdirSync(place, { recursive: true });
    writeFileSync(join(place, `${i}.jpg`), Buffer.concat([contents[i % contents.length], Buffer.from(String(i))]));
  }
  renameSync(unfinished, folder);
  return folder;
}
