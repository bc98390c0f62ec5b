// Files that are damaged, odd, huge, turned, or no pictures at all, in one run of a real library: what becomes of each is foretold, file by file.
import { readdirSync, readFileSync, realpathSync } from 'node:fs';
import { join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { IndexEvent, IndexReport } from '#src/indexer/progress/events.js';
import { openLibrary } from '#src/library/open-library.js';
import type { SpaceRow } from '#src/model/space.js';
import { decodeFloat16 } from '#src/runtime/float16.js';
import { Catalogue } from '#src/store/catalogue.js';
import { cosine } from '../support/encoder/models.js';
import { collectEvents, indexPaths } from '../support/libraries/index-events.js';
import { findDecoders } from '../support/processes/child-processes.js';
import { HAS_SHARED, SHARED } from '../support/shared.js';
import { makeTemporaryFolder } from '../support/temporary-folder.js';

/** As the catalogue has it: without links. */
const REAL_SHARED = HAS_SHARED ? realpathSync(SHARED) : SHARED;
const HOSTILE = join(REAL_SHARED, 'hostile');

/** A line for each file: its path, and either the format and the upright size that are read, a failure's code, or `no picture`. */
const EXPECTED = new Map(
  readFileSync(new URL('../support/faults/hostile-outcomes.tsv', import.meta.url), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => line.split('\t') as [string, string]),
);

const isRead = (outcome: string) => outcome.includes('×');
const listFiles = () =>
  readdirSync(HOSTILE, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(HOSTILE, join(entry.parentPath, entry.name)).replaceAll('\\', '/'));

describe.skipIf(!HAS_SHARED)('a folder of hostile files', () => {
  const path = makeTemporaryFolder();
  let events: IndexEvent[];
  let report: IndexReport;
  let catalogue: Catalogue;
  let model: SpaceRow;

  beforeAll(async () => {
    const library = await openLibrary({ path, fileTimeLimitMs: 30_000 });
    events = await collectEvents(library, [HOSTILE]);
    const { revision, dtype } = (await library.stats()).model;
    await library.close();
    const last = events.at(-1);
    if (last?.type !== 'done') throw new Error(`The run ended with ${last?.type ?? 'nothing'}.`);
    report = last.report;
    catalogue = new Catalogue(path, { create: false });
    model = catalogue.spaces.find({ revision, dtype, subject: 'whole' }) as SpaceRow;
  }, 120_000);
  afterAll(() => catalogue?.close());

  it('ends every file as foretold', () => {
    const failures = new Map(report.failed.map((failure) => [failure.path, failure.code]));
    const found = listFiles().map((file): [string, string] => {
      const id = catalogue.files.findPhotoByPath(join(HOSTILE, file));
      const photo = id === undefined ? undefined : catalogue.files.getPhoto(id);
      const outcome = photo && `${photo.format} ${photo.width} × ${photo.height}`;
      return [file, outcome ?? failures.get(join(HOSTILE, file)) ?? 'no picture'];
    });
    expect(Object.fromEntries(found)).toEqual(Object.fromEntries(EXPECTED));
    expect(found).toHaveLength(276);
  });

  it('counts them in its report, one file one outcome, and says a sentence about each failure', () => {
    const outcomes = [...EXPECTED.values()];
    const read = outcomes.filter(isRead).length;
    const skipped = outcomes.filter((outcome) => outcome === 'no picture').length;
    expect(report).toMatchObject({ indexed: read, reused: 0, unchanged: 0, removed: 0, skipped });
    expect(report.failed).toHaveLength(outcomes.length - read - skipped);
    for (const { message } of report.failed) expect.soft(message).toMatch(/^[A-Z].{20,200}\.$/);
    expect(events.filter(({ type }) => type === 'failed')).toHaveLength(report.failed.length);
    expect(findDecoders()).toEqual([]);
  });

  it('turns pictures upright, and sees in them what the reference encoder sees', () => {
    const reference = JSON.parse(readFileSync(join(SHARED, 'models/photoseek-mini-2-reference.json'), 'utf8'));
    const cosines = new Map<string, number>();
    for (const { file, embedding } of reference.images as { file: string; embedding: string }[]) {
      const id = catalogue.files.findPhotoByPath(join(REAL_SHARED, file));
      if (!file.startsWith('hostile/') || id === undefined) continue;
      const wanted = new Float32Array(model.dim);
      decodeFloat16(Buffer.from(embedding, 'base64'), wanted);
      const similarity = cosine(catalogue.vectors.ofPhoto(id, model.id, model.dim), wanted);
      cosines.set(file, similarity);
      expect.soft(similarity, file).toBeGreaterThanOrEqual(0.998);
    }
    expect([...cosines.keys()].filter((file) => file.includes('exif-orientation'))).toHaveLength(18);
    expect(cosines.size).toBe(35);
    const sorted = [...cosines.values()].sort((a, b) => a - b);
    expect(sorted[Math.floor(sorted.length / 2)]).toBeGreaterThanOrEqual(0.999);
  });

  it('is left alone by the next run, its failures too', async () => {
    const library = await openLibrary({ path });
    const again = await indexPaths(library, [HOSTILE]);
    await library.close();
    expect(again).toMatchObject({ indexed: 0, reused: 0, unchanged: report.indexed, skipped: report.skipped });
    const sort = (failed: IndexReport['failed']) => failed.map(({ path, code }) => `${path} ${code}`).sort();
    expect(sort(again.failed)).toEqual(sort(report.failed));
  });
});
