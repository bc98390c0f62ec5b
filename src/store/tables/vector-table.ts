import type { Database } from 'better-sqlite3';
import { Statements } from '../database/statements.js';
import { decodeFloat16 } from '../float16.js';
import type { VectorBatch } from '../records.js';
import { BELOW, rangeBelow } from './file-table.js';

/** The vectors of all spaces. */
export class VectorTable {
  readonly #statements: Statements;

  constructor(db: Database) {
    this.#statements = new Statements(db);
  }

  count(modelId: number): number {
    const row = this.#statements.get('SELECT count(*) AS n FROM vector WHERE model_id = ?').get(modelId);
    return (row as { n: number }).n;
  }

  /** Photos that have a vector in a space; counting ends at `upTo`. */
  countPhotos(modelId: number, upTo = Number.MAX_SAFE_INTEGER): number {
    const row = this.#statements
      .get(
        `SELECT count(*) AS n FROM (SELECT DISTINCT frame.content_id FROM vector JOIN frame ON frame.id = vector.frame_id
         WHERE model_id = ? LIMIT ?)`,
      )
      .get(modelId, upTo);
    return (row as { n: number }).n;
  }

  /** Vectors of photos that have a file below a folder. */
  countWithin(modelId: number, folder: string): number {
    const row = this.#statements
      .get(
        `SELECT count(DISTINCT vector.id) AS n FROM file JOIN frame ON frame.content_id = file.content_id
         JOIN vector ON vector.frame_id = frame.id AND vector.model_id = @modelId WHERE true ${BELOW}`,
      )
      .get({ modelId, ...rangeBelow(folder) });
    return (row as { n: number }).n;
  }

  /** The next `limit` vectors of a space with ids above `afterId`, in the order of their ids. */
  listAfter(modelId: number, dim: number, afterId: number, limit: number): VectorBatch {
    const rows = this.#statements
      .get('SELECT id, data FROM vector WHERE model_id = ? AND id > ? ORDER BY id LIMIT ?')
      .all(modelId, afterId, limit) as { id: number; data: Buffer }[];
    return toBatch(rows, dim);
  }

  /** Vectors of a space that were removed after a sequence number, and the newest such number. */
  listRemovedAfter(modelId: number, afterSeq: number): { ids: number[]; lastSeq: number } {
    const rows = this.#statements
      .get('SELECT seq, vector_id AS id FROM removed_vector WHERE model_id = ? AND seq > ? ORDER BY seq')
      .all(modelId, afterSeq) as { seq: number; id: number }[];
    return { ids: rows.map((row) => row.id), lastSeq: rows.at(-1)?.seq ?? afterSeq };
  }

  /** Number of the newest removal in a space; 0 when there was none. */
  lastRemovedSeq(modelId: number): number {
    const row = this.#statements
      .get('SELECT seq FROM removed_vector WHERE model_id = ? ORDER BY seq DESC LIMIT 1')
      .get(modelId) as { seq: number } | undefined;
    return row?.seq ?? 0;
  }

  /** Vectors by their ids, in any order; ids that are not there are missing. */
  read(ids: Uint32Array, dim: number): VectorBatch {
    const rows = this.#statements
      .get('SELECT vector.id, data FROM json_each(?) AS wanted CROSS JOIN vector ON vector.id = wanted.value')
      .all(JSON.stringify([...ids])) as { id: number; data: Buffer }[];
    return toBatch(rows, dim);
  }

  /** The vector of a photo in a space. */
  ofPhoto(contentId: number, modelId: number, dim: number): Float32Array | undefined {
    const row = this.#statements
      .get(
        `SELECT data FROM vector JOIN frame ON frame.id = vector.frame_id
         WHERE frame.content_id = ? AND vector.model_id = ? ORDER BY frame.at_ms LIMIT 1`,
      )
      .get(contentId, modelId) as { data: Buffer } | undefined;
    if (row === undefined) return undefined;
    const vector = new Float32Array(dim);
    decodeFloat16(row.data, vector);
    return vector;
  }

  /** The photos that vectors belong to; vectors that are gone are left out. */
  photosOf(vectorIds: readonly number[]): Map<number, number> {
    const rows = this.#statements
      .get(
        `SELECT vector.id AS vectorId, frame.content_id AS photoId FROM json_each(?) AS wanted
         CROSS JOIN vector ON vector.id = wanted.value CROSS JOIN frame ON frame.id = vector.frame_id`,
      )
      .all(JSON.stringify(vectorIds)) as { vectorId: number; photoId: number }[];
    return new Map(rows.map(({ vectorId, photoId }) => [vectorId, photoId]));
  }

  /** The vectors that photos have in a space. */
  idsOfPhotos(photoIds: readonly number[], modelId: number): number[] {
    return this.#statements
      .get(
        `SELECT vector.id FROM json_each(?) AS wanted CROSS JOIN frame ON frame.content_id = wanted.value
         CROSS JOIN vector ON vector.frame_id = frame.id AND vector.model_id = ?`,
      )
      .pluck()
      .all(JSON.stringify(photoIds), modelId) as number[];
  }

  /** The first vector of each of many photos in a space; photos without one are missing. */
  ofPhotos(photoIds: readonly number[], modelId: number, dim: number): Map<number, Float32Array> {
    const rows = this.#statements
      .get(
        `SELECT frame.content_id AS photoId, data FROM json_each(?) AS wanted
         CROSS JOIN frame ON frame.content_id = wanted.value AND frame.at_ms = 0
         CROSS JOIN vector ON vector.frame_id = frame.id AND vector.model_id = ?`,
      )
      .all(JSON.stringify(photoIds), modelId) as { photoId: number; data: Buffer }[];
    return new Map(
      rows.map(({ photoId, data }) => {
        const vector = new Float32Array(dim);
        decodeFloat16(data, vector);
        return [photoId, vector];
      }),
    );
  }
}

function toBatch(rows: readonly { id: number; data: Buffer }[], dim: number): VectorBatch {
  const data = new Float32Array(rows.length * dim);
  rows.forEach((row, i) => {
    decodeFloat16(row.data, data, i * dim);
  });
  return { ids: rows.map((row) => row.id), data };
}
