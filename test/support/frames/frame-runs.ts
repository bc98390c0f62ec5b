/** Runs of the pipeline over files of many frames, and what they leave in a catalogue. */
import { mkdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect } from 'vitest';
import type { Encoder } from '#src/encoder/types.js';
import { Pipeline, type PipelineContext } from '#src/indexer/pipeline/pipeline.js';
import { ExpectedStages } from '#src/indexer/pipeline/stages.js';
import { type PlannedFile, Planner } from '#src/indexer/plan.js';
import { Catalogue } from '#src/store/catalogue.js';
import type { FileOutcome } from '#src/store/records.js';
import { type FrameFile, makeFrameFile } from './frame-files.js';

export const BATCH = 8;

/** Writes contents and gives them as a plan would. Their names end like images: that is how they are taken. */
export async function writeFiles(home: string, name: string, files: readonly FrameFile[]): Promise<PlannedFile[]> {
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

export interface Counters {
  decoded: number;
  encoded: number;
}

/** Runs files through a pipeline into the catalogue of a folder, for some encoders. */
export function makeRun(
  folder: string,
  media: PipelineContext['media'],
  encoders: readonly Encoder[],
  onDecoded: (counters: Counters) => void = () => {},
) {
  const catalogue = new Catalogue(folder, { create: true });
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
  /** The plan of an index run over the files in their present state. */
  const plan = async (files: readonly PlannedFile[]) => {
    const planner = new Planner(catalogue.files.listUnder('/'), new ExpectedStages(targets.map(({ id }) => id)));
    for (const { path, sizeBytes, mtimeMs } of files) await planner.take({ path, sizeBytes, mtimeMs });
    return planner.finish().toDo;
  };
  return { catalogue, pipeline, outcomes, counters, plan, targets };
}

/** All rows of contents in a canonical order and without ids, which depend on the order of insertion. */
export function dumpCatalogue(folder: string): unknown[] {
  const db = new Database(join(folder, 'catalogue.db'), { readonly: true });
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
