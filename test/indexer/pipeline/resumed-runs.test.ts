// Runs over contents of 1 to 40 frames that fail again and again at random moments, with made-up decoders and encoders in this process.
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PhotoseekError } from '#src/errors.js';
import { describeFakeModel, makeFakeEncoder } from '../../support/encoder/fake-encoder.js';
import type { FrameFile } from '../../support/frames/frame-files.js';
import { dumpCatalogue, makeRun, writeFiles } from '../../support/frames/frame-runs.js';
import { makeFramesMedia } from '../../support/frames/frames-media.js';
import { createRandom } from '../../support/images/random-images.js';
import { IS_LONG } from '../../support/runner/form.js';
import { makeTemporaryFolder } from '../../support/temporary-folder.js';

const home = makeTemporaryFolder();
const media = makeFramesMedia();
const A = describeFakeModel({ name: 'a', dim: 16, size: 4 });
const B = describeFakeModel({ name: 'b', dim: 8, size: 6 });

/** Contents of random length, every sixth twice, one whose decoder crashes and one that is damaged at its end. */
function makeContents(count: number): FrameFile[] {
  const contents = Array.from({ length: count }, (_, i) => {
    const seed = i % 6 === 5 ? i - 5 : i;
    return { seed, frames: 1 + Math.floor(createRandom(seed)() * 40) };
  });
  return [...contents, { seed: 1001, frames: 12, crashAt: 5 }, { seed: 1002, frames: 12, failAt: 11 }];
}

/** The ways in which a run ends early. */
type Way = 'abort' | 'encoder fails' | 'catalogue is gone';
const WAYS: readonly Way[] = ['abort', 'encoder fails', 'catalogue is gone'];

describe('a run that ends early again and again', () => {
  it.each(IS_LONG ? [1, 2, 3, 4, 5] : [1, 3])(
    'leaves the same catalogue as an undisturbed one (seed %i)',
    async (seed) => {
      const random = createRandom(seed);
      const files = await writeFiles(home, `files-${seed}`, makeContents(60));
      const whole = makeRun(join(home, `whole-${seed}`), media, [makeFakeEncoder(A), makeFakeEncoder(B)]);
      await whole.pipeline.run(files);
      whole.catalogue.close();

      const folder = join(home, `resumed-${seed}`);
      const ended: Way[] = [];
      for (let round = 0; round < 40; round++) {
        const stop = new AbortController();
        const way = WAYS[Math.floor(random() * WAYS.length)] as Way;
        // From before the first frame to far into the run.
        const at = Math.floor(random() * 120);
        let decoded = 0;
        const beforeImages = () => {
          if (decoded < at || way === 'abort') return;
          if (way === 'encoder fails') throw new PhotoseekError('encoder-failed', 'The weights caught fire.');
          run.catalogue.close();
        };
        // Now and then with one encoder only, as if another model was asked for.
        const encoders = [makeFakeEncoder(A, { beforeImages }), makeFakeEncoder(B)].slice(0, random() < 0.2 ? 1 : 2);
        const run = makeRun(folder, media, encoders, (counters) => {
          ({ decoded } = counters);
          if (way === 'abort' && decoded >= at) stop.abort();
        });
        const toDo = await run.plan(files);
        const error = await run.pipeline.run(toDo, stop.signal).catch((thrown: unknown) => thrown);
        if (error !== undefined || stop.signal.aborted) ended.push(way);
        run.catalogue.close();
        if (toDo.length === 0 && encoders.length === 2) break;
      }
      // All ways were tried before the last file was done.
      expect(new Set(ended)).toEqual(new Set(WAYS));

      const last = makeRun(folder, media, [makeFakeEncoder(A), makeFakeEncoder(B)]);
      await last.pipeline.run(await last.plan(files));
      expect((await last.plan(files)).map(({ path }) => path)).toEqual([]);
      last.catalogue.close();
      const expected = dumpCatalogue(join(home, `whole-${seed}`));
      expect(expected.length).toBeGreaterThan(1500);
      expect(dumpCatalogue(folder)).toEqual(expected);
    },
  );
});
