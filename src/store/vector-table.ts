import type { Database } from 'better-sqlite3';
import { decodeFloat16 } from './float16.js';
import type { VectorBatch } from './records.js';

/** The vectors of all spaces. */
export class VectorTable {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  count(modelId: number): number {
    return (this.#db.prepare('SELECT count(*) AS n FROM vector WHERE model_id = ?').get(modelId) as { n: number }).n;
  }

  /** The next `limit` vectors of a space with ids above `afterId`, in the order of their ids. */
  listAfter(modelId: number, dim: number, afterId: number, limit: number): VectorBatch {
    const rows = this.#db
      .prepare<[number, number, number], { id: number; data: Buffer }>(
        'SELECT id, data FROM vector WHERE model_id = ? AND id > ? ORDER BY id LIMIT ?',
      )
      .all(modelId, afterId, limit);
    const data = new Float32Array(rows.length * dim);
    rows.forEach((row, i) => {
      decodeFloat16(row.data, data, i * dim);
    });
    return { ids: rows.map((row) => row.id), data };
  }

  /** Vectors of a space that were removed after a sequence number, and the newest such number. */
  listRemovedAfter(modelId: number, afterSeq: number): { ids: number[]; lastSeq: number } {
    const rows = this.#db
      .prepare<[number, number], { seq: number; id: number }>(
        'SELECT seq, vector_id AS id FROM removed_vector WHERE model_id = ? AND seq > ? ORDER BY seq',
      )
      .all(modelId, afterSeq);
    return { ids: rows.map((row) => row.id), lastSeq: rows.at(-1)?.seq ?? afterSeq };
  }

  /** All ids of a space, ascending. */
  listIds(modelId: number): number[] {
    return this.#db
      .prepare<[number], number>('SELECT id FROM vector WHERE model_id = ? ORDER BY id')
      .pluck()
      .all(modelId);
  }

  /** The vector of a photo in a space. */
  ofPhoto(contentId: number, modelId: number, dim: number): Float32Array | undefined {
    const row = this.#db
      .prepare<[number, number], { data: Buffer }>(
        `SELECT data FROM vector JOIN frame ON frame.id = vector.frame_id
         WHERE frame.content_id = ? AND vector.model_id = ? ORDER BY frame.at_ms LIMIT 1`,
      )
      .get(contentId, modelId);
    if (row === undefined) return undefined;
    const vector = new Float32Array(dim);
    decodeFloat16(row.data, vector);
    return vector;
  }

  /** The photos that vectors belong to; vectors that are gone are left out. */
  photosOf(vectorIds: readonly number[]): Map<number, number> {
    const find = this.#db
      .prepare<[number], number>('SELECT content_id FROM vector JOIN frame ON frame.id = frame_id WHERE vector.id = ?')
      .pluck();
    const photos = new Map<number, number>();
    for (const id of vectorIds) {
      const contentId = find.get(id);
      if (contentId !== undefined) photos.set(id, contentId);
    }
    return photos;
  }
}
