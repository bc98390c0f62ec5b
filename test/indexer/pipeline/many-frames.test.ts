// Contents of 1 to 40 frames through the pipeline, with made-up expander and encoders. Files, processes and catalogue are real.
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Encoder } from '#src/encoder/types.js';
import type { MediaPool } from '#src/media/worker/media-pool.js';
import { describeFakeModel, makeFakeEncoder } from '../../support/encoder/fake-encoder.js';
import { colourOf, type FrameFile, openFramesPool } from '../../support/frames/frame-files.js';
import * as runs from '../../support/frames/frame-runs.js';
import { makeTemporaryFolder } from '../../support/temporary-folder.js';

const { BATCH } = runs;
const home = makeTemporaryFolder();

let media: MediaPool;
beforeAll(() => {
  media = openFramesPool({ processes: 2 });
});
afterAll(() => media.close());

const A = describeFakeModel({ name: 'a', dim: 16, size: 16 });
const B = describeFakeModel({ name: 'b', dim: 8, size: 24 });

const writeFiles = (name: string, files: readonly FrameFile[]) => runs.writeFiles(home, name, files);
const dump = (folder: string) => runs.dumpCatalogue(join(home, folder));
const makeRun = (folder: string, encoders: readonly Encoder[], onDecoded?: (counters: runs.Counters) => void) =>
  runs.makeRun(join(home, folder), media, encoders, onDecoded);

const range = (count: number) => Array.from({ length: count }, (_, i) => i);

describe('a content of many frames', () => {
  it('becomes one outcome, with the vector of every frame', async () => {
    const contents = [1, 40, 7, 3].map((frames, seed) => ({ seed, frames }));
    const files = await writeFiles('plain', contents);
    const { catalogue, pipeline, outcomes, counters, targets } = makeRun('plain-library', [makeFakeEncoder(A)]);
    await pipeline.run(files);
    expect(outcomes.map(({ kind }) => kind)).toEqual(['encoded', 'encoded', 'encoded', 'encoded']);
    expect(counters).toEqual({ decoded: 51, encoded: 51 });
    const [space] = targets as [(typeof targets)[number]];
    expect([catalogue.vectors.count(space.id), catalogue.counts.photos()]).toEqual([51, 4]);
    // Each vector is that of its own frame.
    const reference = makeFakeEncoder(A);
    for (const outcome of outcomes) {
      if (outcome.kind !== 'encoded') continue;
      const file = contents[files.findIndex(({ path }) => path === outcome.file.path)] as FrameFile;
      expect(outcome.frames.map(({ ordinal }) => ordinal)).toEqual(range(file.frames));
      const inputs = outcome.frames.map(({ ordinal }) => {
        const colour = colourOf(file, ordinal);
        return Uint8Array.from({ length: 3 * 16 ** 2 }, (_, i) => colour[i % 3] as number);
      });
      const expected = await reference.encodeImages(inputs);
      outcome.frames.forEach(({ vectors }, i) => {
        const [vector, wanted] = [vectors.get(space.id) as Float32Array, expected[i] as Float32Array];
        expect(vector.reduce((sum, value, at) => sum + value * (wanted[at] as number), 0)).toBeGreaterThan(0.98);
      });
    }
    expect(await makeRun('plain-library', [makeFakeEncoder(A)]).plan(files)).toEqual([]);
    catalogue.close();
  });

  it('is decoded once for two encoders', async () => {
    const files = await writeFiles(
      'two',
      [5, 12, 1].map((frames, seed) => ({ seed, frames })),
    );
    const { catalogue, pipeline, counters, targets } = makeRun('two-library', [makeFakeEncoder(A), makeFakeEncoder(B)]);
    await pipeline.run(files);
    expect(counters).toEqual({ decoded: 18, encoded: 36 });
    expect(targets.map(({ id }) => catalogue.vectors.count(id))).toEqual([18, 18]);
    expect(targets.map(({ id }) => catalogue.spaces.isComplete(id))).toEqual([true, true]);
    catalogue.close();
    // The same as one encoder after the other.
    const first = makeRun('two-by-one', [makeFakeEncoder(A)]);
    await first.pipeline.run(files);
    first.catalogue.close();
    const second = makeRun('two-by-one', [makeFakeEncoder(B)]);
    await second.pipeline.run(await second.plan(files));
    second.catalogue.close();
    expect(dump('two-by-one')).toEqual(dump('two-library'));
  });

  it('lacks one space: only that is made up for, and metadata stays', async () => {
    const files = await writeFiles(
      'missing',
      [4, 2].map((frames, seed) => ({ seed, frames })),
    );
    const first = makeRun('missing-library', [makeFakeEncoder(A)]);
    await first.pipeline.run(files);
    first.catalogue.close();
    const calls = { texts: [], images: 0, made: [] };
    const { catalogue, pipeline, outcomes, counters, plan } = makeRun('missing-library', [
      makeFakeEncoder(A, {}, calls),
      makeFakeEncoder(B),
    ]);
    const toDo = await plan(files);
    expect(toDo.map(({ missing }) => missing)).toEqual([['embed:2'], ['embed:2']]);
    await pipeline.run(toDo);
    expect([calls.images, counters.encoded]).toEqual([0, 6]);
    expect(outcomes.map(({ kind, ...outcome }) => ['metadata' in outcome && outcome.metadata, kind])).toEqual([
      ['unchanged', 'encoded'],
      ['unchanged', 'encoded'],
    ]);
    expect(await plan(files)).toEqual([]);
    catalogue.close();
    const rows = dump('missing-library') as { data: string | null; sidecar_stamp: string | null }[];
    expect(rows).toHaveLength(12);
    expect(rows.every(({ data, sidecar_stamp }) => data !== null && sidecar_stamp === '')).toBe(true);
  });

  it('lacks metadata only: no frame is decoded', async () => {
    const files = await writeFiles('metadata', [{ seed: 1, frames: 9 }]);
    const first = makeRun('metadata-library', [makeFakeEncoder(A)]);
    await first.pipeline.run(files);
    const { pipeline, outcomes, counters } = makeRun('metadata-library', [makeFakeEncoder(A)]);
    await pipeline.run(files.map((file) => ({ ...file, missing: ['metadata'] })));
    expect(outcomes.map(({ kind }) => kind)).toEqual(['refreshed']);
    expect(counters).toEqual({ decoded: 0, encoded: 0 });
    first.catalogue.close();
  });

  it('fails as a whole when its decoder crashes in the middle, and with it its duplicates; the others are stored', async () => {
    const bad = { seed: 9, frames: 30, crashAt: 17 };
    const files = await writeFiles('crash', [
      { seed: 1, frames: 5 },
      bad,
      { seed: 2, frames: 6 },
      bad,
      { seed: 3, frames: 1 },
    ]);
    const { catalogue, pipeline, outcomes, targets } = makeRun('crash-library', [makeFakeEncoder(A)]);
    await pipeline.run(files);
    const byPath = new Map(outcomes.map((outcome) => [outcome.file.path, outcome]));
    expect(files.map(({ path }) => byPath.get(path)?.kind)).toEqual([
      'encoded',
      'failed',
      'encoded',
      'failed',
      'encoded',
    ]);
    expect(catalogue.counts.failures()).toEqual({ 'decoder-crashed': 2 });
    expect([catalogue.counts.photos(), catalogue.vectors.count(targets[0]?.id ?? 0)]).toEqual([3, 12]);
    catalogue.close();
  });

  it('is given up when the run is aborted, and done by the next one', async () => {
    const files = await writeFiles('aborted', [{ seed: 1, frames: 40 }]);
    const stop = new AbortController();
    const { catalogue, pipeline, outcomes, plan } = makeRun('aborted-library', [makeFakeEncoder(A)], ({ decoded }) => {
      if (decoded === 20) stop.abort();
    });
    await pipeline.run(files, stop.signal);
    expect(outcomes).toEqual([]);
    expect(catalogue.counts.files()).toBe(0);
    expect(await plan(files)).toHaveLength(1);
    catalogue.close();
    const next = makeRun('aborted-library', [makeFakeEncoder(A)]);
    await next.pipeline.run(files);
    expect(next.outcomes).toHaveLength(1);
    next.catalogue.close();
  });

  it('waits for a slow encoder: no more frames are decoded than some batches', async () => {
    const files = await writeFiles(
      'slow',
      range(6).map((seed) => ({ seed, frames: 40 })),
    );
    let release = () => {};
    const blocked = new Promise<void>((resolve) => {
      release = resolve;
    });
    const encoder = makeFakeEncoder(A, { beforeImages: () => blocked });
    const { catalogue, pipeline, counters } = makeRun('slow-library', [encoder]);
    const run = pipeline.run(files);
    // The batch that an idle encoder begins with, a full one that waits, and the frame that each feeder holds.
    await expect.poll(() => counters.decoded, { timeout: 20_000 }).toBeGreaterThanOrEqual(2 + BATCH);
    await sleep(400);
    expect(counters.decoded).toBeLessThanOrEqual(2 + BATCH + media.size + 1);
    release();
    await run;
    expect(counters).toEqual({ decoded: 240, encoded: 240 });
    catalogue.close();
  });
});
