// With a FAKE encoder, so that it can be fast, slow or broken on purpose. Files and catalogue are real, images are decoded in this process.
import { mkdir, rename, stat, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { Encoder, ModelDescription } from '#src/encoder/types.js';
import { PhotoseekError } from '#src/errors.js';
import { Pipeline } from '#src/indexer/pipeline/pipeline.js';
import { Catalogue } from '#src/store/catalogue.js';
import type { FileOutcome, SeenFile } from '#src/store/records.js';
import { InProcessMedia } from '../../support/images/in-process-media.js';
import { writePicture } from '../../support/images/random-images.js';
import { makeTemporaryFolder } from '../../support/temporary-folder.js';

const model = { image: { size: 32, fit: 'crop', kernel: 'cubic' } } as ModelDescription;

interface FakeEncoder extends Encoder {
  batches: number[];
}

/** @param fail called before each batch */
function makeFakeEncoder(fail: (batch: number) => void | Promise<void> = () => {}): FakeEncoder {
  const batches: number[] = [];
  return {
    model,
    batches,
    parallelism: 2,
    prepareForImages: () => {},
    async encodeImages(pixels) {
      batches.push(pixels.length);
      await fail(batches.length);
      return pixels.map((square) => Float32Array.of((square[0] as number) + 1, 1, 0, 0));
    },
    encodeTexts: async () => [],
    close: async () => {},
  };
}

const media = new InProcessMedia({ processes: 2 });

/** A catalogue, a pipeline on it, and what came out so far. */
function makePipeline(encoder: Encoder) {
  const catalogue = new Catalogue(makeTemporaryFolder(), { create: true });
  const { id } = catalogue.spaces.ensure({ name: 'fake', revision: '1', dtype: 'fp32', dim: 4, subject: 'whole' });
  const outcomes: FileOutcome[] = [];
  const pipeline = new Pipeline(
    { catalogue, targets: [{ id, encoder }], media, batchSize: 8 },
    { onDecoded: () => {}, onEncoded: () => {}, onWritten: (written) => outcomes.push(...written) },
  );
  const count = (kind: FileOutcome['kind']) => outcomes.filter((outcome) => outcome.kind === kind).length;
  return { catalogue, pipeline, outcomes, count };
}

const folder = makeTemporaryFolder();

/** Pictures by seed; the same seed gives the same bytes. */
async function makeFiles(name: string, seeds: readonly number[]): Promise<SeenFile[]> {
  await mkdir(join(folder, name), { recursive: true });
  return Promise.all(
    seeds.map(async (seed, i) => {
      const path = join(folder, name, `${i}.png`);
      await writePicture(path, seed, { width: 40, height: 40 });
      const { size, mtimeMs } = await stat(path);
      return { path, sizeBytes: size, mtimeMs };
    }),
  );
}

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);

describe('Pipeline', () => {
  it('ends every file in exactly one outcome, and writes it', async () => {
    const files = await makeFiles('plain', range(0, 20));
    const { catalogue, pipeline, outcomes, count } = makePipeline(makeFakeEncoder());
    await pipeline.run(files);
    expect(outcomes.map(({ file }) => file.path).sort()).toEqual(files.map(({ path }) => path).sort());
    expect([count('encoded'), catalogue.counts.files(), catalogue.counts.photos()]).toEqual([20, 20, 20]);
    catalogue.close();
  });

  it('gives an idle encoder what is there, and a busy one full batches', async () => {
    const files = await makeFiles('batches', range(100, 140));
    // Long enough for eight images to be decoded meanwhile, on a busy machine, too.
    const encoder = makeFakeEncoder(() => new Promise((resolve) => setTimeout(resolve, 1000)));
    const { catalogue, pipeline, count } = makePipeline(encoder);
    await pipeline.run(files);
    expect(encoder.batches[0]).toBe(2);
    expect(Math.max(...encoder.batches)).toBe(8);
    expect(count('encoded')).toBe(40);
    catalogue.close();
  });

  it('encodes the same bytes once, also when copies come between the encoding and the writing of the first', async () => {
    // The first batch is encoded at once, and with so few files nothing is written before the end.
    const files = await makeFiles('copies', [...range(0, 16), ...range(0, 8), ...range(16, 24), ...range(0, 8)]);
    const encoder = makeFakeEncoder();
    const { catalogue, pipeline, count } = makePipeline(encoder);
    await pipeline.run(files);
    expect(encoder.batches.reduce((sum, n) => sum + n, 0)).toBe(24);
    expect([count('encoded'), count('reused'), catalogue.counts.photos()]).toEqual([24, 16, 24]);
    expect(catalogue.counts.files()).toBe(files.length);
    catalogue.close();
  });

  it('loses no copy while its first is encoded slowly', async () => {
    const files = await makeFiles('slow', [...range(0, 8), ...Array.from({ length: 30 }, () => 3)]);
    const { catalogue, pipeline, count } = makePipeline(
      makeFakeEncoder(() => new Promise((resolve) => setTimeout(resolve, 60))),
    );
    await pipeline.run(files);
    expect([count('encoded'), count('reused')]).toEqual([8, 30]);
    expect(catalogue.counts.files()).toBe(38);
    catalogue.close();
  });

  it('fails all copies of a picture that cannot be read, and decodes it once', async () => {
    const files = await makeFiles('damaged', [1, ...Array.from({ length: 10 }, () => 2)]);
    for (const { path } of files.slice(1)) await truncate(path, 90);
    const { catalogue, pipeline, outcomes, count } = makePipeline(makeFakeEncoder());
    await pipeline.run(files);
    expect([count('encoded'), count('failed')]).toEqual([1, 10]);
    expect(new Set(outcomes.map((outcome) => (outcome.kind === 'failed' ? outcome.code : 'ok')))).toEqual(
      new Set(['ok', 'damaged-image']),
    );
    expect(catalogue.counts.failures()).toEqual({ 'damaged-image': 10 });
    catalogue.close();
  });

  it('keeps what is known of a file that cannot be read when only its metadata is asked for', async () => {
    const [file] = (await makeFiles('stumbles', [7])) as [SeenFile];
    const { catalogue, pipeline, outcomes } = makePipeline(makeFakeEncoder());
    await pipeline.run([file]);
    const before = catalogue.files.listUnder(folder);
    await rename(file.path, `${file.path}.away`);
    await pipeline.run([{ ...file, missing: ['metadata'] }]);
    expect(outcomes.map((outcome) => [outcome.kind, 'code' in outcome && outcome.code])).toEqual([
      ['encoded', false],
      ['failed', 'vanished'],
    ]);
    expect(catalogue.files.listUnder(folder)).toEqual(before);
    // Whereas one that is new or changed is what it is now.
    await pipeline.run([file]);
    expect(catalogue.counts.photos()).toBe(0);
    catalogue.close();
  });

  it('stops at a failing encoder, throws its error and keeps what was finished', async () => {
    const files = await makeFiles('failing', range(0, 60));
    const { catalogue, pipeline, count } = makePipeline(
      makeFakeEncoder(async (batch) => {
        // Slow, so that the third batch is a full one.
        await sleep(60);
        if (batch === 4) throw new PhotoseekError('encoder-failed', 'The weights caught fire.');
      }),
    );
    await expect(pipeline.run(files)).rejects.toMatchObject({ code: 'encoder-failed' });
    expect(count('failed')).toBe(0);
    expect(catalogue.counts.photos()).toBe(count('encoded'));
    expect(count('encoded')).toBeGreaterThanOrEqual(8);
    expect(count('encoded')).toBeLessThan(60);
    catalogue.close();
  });

  it('stops at a catalogue that cannot be used, and blames no picture for it', async () => {
    const files = await makeFiles('no-catalogue', range(0, 30));
    const { catalogue, pipeline, count } = makePipeline(makeFakeEncoder(() => catalogue.close()));
    await expect(pipeline.run(files)).rejects.toThrow(/not open/);
    expect(count('failed')).toBe(0);
  });

  it('finishes and writes what is in flight when it is aborted, and nothing else', async () => {
    const files = await makeFiles('aborted', range(0, 60));
    const stop = new AbortController();
    const { catalogue, pipeline, count } = makePipeline(
      makeFakeEncoder(async (batch) => {
        if (batch === 3) stop.abort();
        await sleep(60);
      }),
    );
    await pipeline.run(files, stop.signal);
    const { size } = media;
    expect(count('encoded')).toBeGreaterThanOrEqual(8);
    expect(count('encoded')).toBeLessThanOrEqual(8 + 8 + size + 1);
    expect(catalogue.counts.photos()).toBe(count('encoded'));
    catalogue.close();
  });

  it('reads no further ahead of a slow encoder than some batches', async () => {
    const files = await makeFiles('ahead', range(0, 120));
    let release = () => {};
    const blocked = new Promise<void>((resolve) => {
      release = resolve;
    });
    const { catalogue, pipeline, count } = makePipeline(makeFakeEncoder(() => blocked));
    const prepare = vi.spyOn(media, 'prepare');
    onTestFinished(() => prepare.mockRestore());
    const countRead = () => prepare.mock.calls.length;
    const run = pipeline.run(files);
    await expect.poll(countRead, { timeout: 10_000 }).toBeGreaterThanOrEqual(2 + 2 + 8);
    await new Promise((resolve) => setTimeout(resolve, 300));
    // The images that each of two encoder replicas began with, the batch that waits for them, and the image of every decoder when that batch was full.
    expect(countRead()).toBeLessThanOrEqual(2 + 2 + 8 + media.size + 1);
    release();
    await run;
    expect([countRead(), count('encoded')]).toEqual([120, 120]);
    catalogue.close();
  });

  it('does nothing with a signal that has fired already', async () => {
    const { catalogue, pipeline, outcomes } = makePipeline(makeFakeEncoder());
    await pipeline.run(await makeFiles('too-late', [1, 2]), AbortSignal.abort());
    expect(outcomes).toEqual([]);
    catalogue.close();
  });
});
