// Contents of 1 to 40 frames through the pipeline, with made-up expander and encoders. Files, processes and catalogue are real.
import { mkdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Encoder } from '#src/encoder/types.js';
import { PhotoseekError } from '#src/errors.js';
import { Pipeline } from '#src/indexer/pipeline/pipeline.js';
import { ExpectedStages } from '#src/indexer/pipeline/stages.js';
import { type PlannedFile, Planner } from '#src/indexer/plan.js';
import type { MediaPool } from '#src/media/worker/media-pool.js';
import { Catalogue } from '#src/store/catalogue.js';
import type { FileOutcome } from '#src/store/records.js';
import { describeFakeModel, makeFakeEncoder } from '../../support/fake-encoder.js';
import { colourOf, type FrameFile, makeFrameFile, openFramesPool } from '../../support/frame-files.js';
import { createRandom } from '../../support/pictures.js';
import { makeTemporaryFolder } from '../../support/temporary-folder.js';

const home = makeTemporaryFolder();
const BATCH = 8;

let media: MediaPool;
beforeAll(() => {
  media = openFramesPool({ processes: 2 });
});
afterAll(() => media.close());

const A = describeFakeModel({ name: 'a', dim: 16, size: 16 });
const B = describeFakeModel({ name: 'b', dim: 8, size: 24 });

/** Writes contents and gives them as a plan would. Their names end like images: that is how they are taken. */
async function writeFiles(name: string, files: readonly FrameFile[]): Promise<PlannedFile[]> {
  const folder = join(home, name);
  await mkdir(folder, { recursive: true });
  return Promise.all(
    files.map(async (file, i) => {
      const path = join(folder, `${i}.png`);
      await writeFile(path, makeFrameFile(file));
      const { size, mtimeMs } = await stat(path);
      return { path, sizeBytes: size, mtimeMs };
    }),
  );
}

interface Counters {
  decoded: number;
  encoded: number;
}

/** Runs files through a pipeline into the catalogue of a folder, for some encoders. */
function makeRun(folder: string, encoders: readonly Encoder[], onDecoded: (counters: Counters) => void = () => {}) {
  const catalogue = new Catalogue(join(home, folder), { create: true });
  const targets = encoders.map((encoder) => {
    const { name, revision, dtype, dim } = encoder.model;
    return { id: catalogue.spaces.ensure({ name, revision, dtype, dim, subject: 'whole' }).id, encoder };
  });
  const outcomes: FileOutcome[] = [];
  const counters = { decoded: 0, encoded: 0 };
  const pipeline = new Pipeline(
    { catalogue, targets, media, batchSize: BATCH },
    {
      onDecoded: () => {
        counters.decoded++;
        onDecoded(counters);
      },
      onEncoded: (count) => {
        counters.encoded += count;
      },
      onWritten: (written) => outcomes.push(...written),
    },
  );
  /** What a plan would say of the files now. */
  const plan = async (files: readonly PlannedFile[]) => {
    const planner = new Planner(catalogue.files.listUnder(home), new ExpectedStages(targets.map(({ id }) => id)));
    for (const { path, sizeBytes, mtimeMs } of files) await planner.take({ path, sizeBytes, mtimeMs });
    return planner.finish().toDo;
  };
  return { catalogue, pipeline, outcomes, counters, plan, targets };
}

/** Everything a catalogue says of contents, in an order and with names of its own: ids depend on who was first. */
function dump(folder: string): unknown[] {
  const db = new Database(join(home, folder, 'catalogue.db'), { readonly: true });
  const rows = db
    .prepare(
      `SELECT path, file.size_bytes, mtime_ms, failure_code, sidecar_stamp, hex(sha256) AS sha, format, ordinal, frame.kind, at_ms,
              width, height, hex(phash) AS phash, region.kind AS region, space.name AS space, hex(vector.data) AS vector,
              (SELECT group_concat(stage || '@' || version) FROM stage_done WHERE content_id = content.id) AS stages, metadata.data
       FROM file LEFT JOIN content ON content.id = file.content_id LEFT JOIN frame ON frame.content_id = content.id
       LEFT JOIN region ON region.frame_id = frame.id LEFT JOIN vector ON vector.region_id = region.id
       LEFT JOIN space ON space.id = vector.space_id LEFT JOIN metadata ON metadata.file_id = file.id
       ORDER BY path, ordinal, space.name`,
    )
    .all();
  const orphans = db
    .prepare('SELECT count(*) FROM content WHERE id NOT IN (SELECT content_id FROM file WHERE content_id NOT NULL)')
    .pluck()
    .get();
  db.close();
  expect(orphans).toBe(0);
  return rows;
}

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
    expect([catalogue.vectors.count(space.id), catalogue.files.countPhotos()]).toEqual([51, 4]);
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
    expect(catalogue.files.countFailures()).toEqual({ 'decoder-crashed': 2 });
    expect([catalogue.files.countPhotos(), catalogue.vectors.count(targets[0]?.id ?? 0)]).toEqual([3, 12]);
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
    expect(catalogue.files.countFiles()).toBe(0);
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
    await sleep(1000);
    expect(counters.decoded).toBeLessThanOrEqual(2 + BATCH + media.size + 1);
    release();
    await run;
    expect(counters).toEqual({ decoded: 240, encoded: 240 });
    catalogue.close();
  });
});

describe('a run that is stopped again and again', () => {
  it.each([1, 2, 3])(
    'ends as an undisturbed one does (seed %i)',
    async (seed) => {
      const random = createRandom(seed);
      // Some contents twice, one that crashes its process, one that ends in an error.
      const contents: FrameFile[] = range(30).map((i) => ({
        seed: i % 25,
        frames: 1 + Math.floor(createRandom(i % 25)() * 40),
      }));
      contents.push({ seed: 100, frames: 12, crashAt: 5 }, { seed: 101, frames: 12, failAt: 11 });
      const files = await writeFiles(`random-${seed}`, contents);
      const whole = makeRun(`whole-${seed}`, [makeFakeEncoder(A), makeFakeEncoder(B)]);
      await whole.pipeline.run(files);
      whole.catalogue.close();

      const folder = `stopped-${seed}`;
      let stops = 0;
      for (let round = 0; round < 60; round++) {
        const stop = new AbortController();
        const way = Math.floor(random() * 3);
        const at = 1 + Math.floor(random() * 60);
        let batches = 0;
        const fail = async () => {
          if (++batches < at / 6 || way === 0) return;
          // A failing encoder, or a catalogue that is gone under the run: what is in flight is lost.
          if (way === 1) throw new PhotoseekError('encoder-failed', 'The weights caught fire.');
          run.catalogue.close();
        };
        const encoders = [makeFakeEncoder(A, { beforeImages: fail }), makeFakeEncoder(B)];
        const run = makeRun(folder, round % 2 === 0 ? encoders : encoders.reverse(), ({ decoded }) => {
          if (way === 0 && decoded >= at) stop.abort();
        });
        const toDo = await run.plan(files);
        const isDone = toDo.length === 0;
        if (!isDone) {
          const error = await run.pipeline.run(toDo, stop.signal).catch((thrown) => thrown as Error);
          if (error !== undefined || stop.signal.aborted) stops++;
        }
        run.catalogue.close();
        if (isDone) break;
      }
      expect(stops).toBeGreaterThan(3);
      const last = makeRun(folder, [makeFakeEncoder(A), makeFakeEncoder(B)]);
      await last.pipeline.run(await last.plan(files));
      expect(await last.plan(files)).toEqual([]);
      last.catalogue.close();
      expect(dump(folder)).toEqual(dump(`whole-${seed}`));
    },
    120_000,
  );
});
