import type { Database } from 'better-sqlite3';
import type { ReadScope } from '../../model/read-scope.js';
import { compileScope } from '../compile-scope.js';
import { Statements } from '../database/statements.js';
import { untilChange } from './until-change.js';

/** Sort keys of photos. */
export interface OrderKeys {
  photoId: number;
  /** The earliest of its files' dates; those of modification count only when there is no other. */
  takenAtMs: number | null;
  /** Its first path, in the order of paths. */
  path: string;
  sizeBytes: number;
}

const TAKEN = "coalesce(min(CASE WHEN taken_source <> 'mtime' THEN taken_at_ms END), min(taken_at_ms))";

/** All photos in an order. */
export interface WholeOrder {
  photoIds: Uint32Array;
  /** Of the first so many, the key is known. */
  known: number;
}

/** Sort keys of photos, and which vectors belong to them. */
export class PhotoOrder {
  readonly #statements: Statements;
  /** The newest photo there is; later ones have higher ids. The stamp is that of {@link untilChange}. */
  readonly lastPhotoId: (stamp?: string) => number;

  /** @param changeStamp another one after each change, whoever made it */
  constructor(db: Database, changeStamp: () => string) {
    this.#statements = new Statements(db);
    this.lastPhotoId = untilChange(
      changeStamp,
      () => this.#statements.get('SELECT coalesce(max(id), 0) FROM content').pluck().get() as number,
    );
  }

  /**
   * @param photoIds which; `undefined`: all
   * @param scope what exists for the reader
   */
  listKeys(photoIds: Iterable<number> | undefined, scope: ReadScope | undefined): OrderKeys[] {
    const wanted =
      photoIds === undefined ? 'content' : 'json_each(@ids) AS wanted CROSS JOIN content ON content.id = wanted.value';
    const { files, parameters } = compileScope(scope);
    return this.#statements
      .get(
        `SELECT content.id AS photoId,
                ${TAKEN} AS takenAtMs,
                min(file.path) AS path,
                max(file.size_bytes) AS sizeBytes
         FROM ${wanted} CROSS JOIN file ON file.content_id = content.id ${files}
         LEFT JOIN metadata ON metadata.file_id = file.id GROUP BY content.id`,
      )
      .all({ ...(photoIds === undefined ? {} : { ids: JSON.stringify([...photoIds]) }), ...parameters }) as OrderKeys[];
  }

  /** All photos, the newest or the largest first; those with equal keys, and those without a time at the end, in the order of their ids. */
  listAll(by: 'taken' | 'size'): WholeOrder {
    const key = by === 'taken' ? TAKEN : 'max(size_bytes)';
    const join = by === 'taken' ? 'LEFT JOIN metadata ON metadata.file_id = file.id' : '';
    // Numbers, not rows: there may be a million. Ids below 0 are those of photos without the key.
    const ids = this.#statements
      .get(
        `SELECT CASE WHEN key IS NULL THEN -id ELSE id END FROM (
           SELECT content_id AS id, ${key} AS key FROM file ${join} WHERE content_id IS NOT NULL GROUP BY content_id)
         ORDER BY key IS NULL, key DESC, id`,
      )
      .pluck()
      .all() as number[];
    const unknown = ids.findIndex((id) => id < 0);
    return { photoIds: Uint32Array.from(ids, Math.abs), known: unknown < 0 ? ids.length : unknown };
  }

  /** Photos and their vectors in a space, for vectors with ids above `afterVectorId`, in their order. Columns, not rows: they may be many. */
  listVectors(spaceId: number, afterVectorId: number): { vectorIds: number[]; photoIds: number[] } {
    const rows = this.#statements
      .get(
        `SELECT vector.id, region.content_id FROM vector INDEXED BY vector_space
         CROSS JOIN region ON region.id = vector.region_id
         WHERE vector.space_id = ? AND vector.id > ? ORDER BY vector.id`,
      )
      .raw()
      .all(spaceId, afterVectorId) as [number, number][];
    return { vectorIds: rows.map((row) => row[0]), photoIds: rows.map((row) => row[1]) };
  }
}
