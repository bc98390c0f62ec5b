import type { Database } from 'better-sqlite3';
import type { ReadScope } from '../../model/read-scope.js';
import { decodeFloat16 } from '../../runtime/float16.js';
import { compileScope } from '../compile-scope.js';
import { Statements } from '../database/statements.js';
import { spaceSetting } from '../records.js';

/** A photo and the tags it gets. */
export interface TaggedPhoto {
  id: number;
  tags: readonly { name: string; score: number }[];
}

/** How far the tags of a space have come. */
export interface TagProgress {
  /** Fingerprint of the words and of how they are judged. */
  vocabulary: string;
  /** Photos whose vectors have ids up to this have their tags. */
  lastVectorId: number;
}

/** Tags of photos, by space. */
export class TagTable {
  readonly #db: Database;
  readonly #statements: Statements;

  constructor(db: Database) {
    this.#db = db;
    this.#statements = new Statements(db);
  }

  /** `undefined` when nothing was tagged yet. */
  getProgress(spaceId: number): TagProgress | undefined {
    const row = this.#statements.get('SELECT value FROM setting WHERE key = ?').get(spaceSetting('tags', spaceId)) as
      | { value: string }
      | undefined;
    return row && (JSON.parse(row.value) as TagProgress);
  }

  /** Photos whose tags are to be found next: those with the lowest vector ids above `afterVectorId`. */
  listVectorsAfter(
    spaceId: number,
    dim: number,
    afterVectorId: number,
    limit: number,
  ): { photoIds: number[]; data: Float32Array; lastVectorId: number } {
    const rows = this.#statements
      .get(
        `SELECT vector.id, frame.content_id AS photoId, data FROM vector
         CROSS JOIN region ON region.id = vector.region_id AND region.kind = 'whole'
         CROSS JOIN frame ON frame.id = region.frame_id AND frame.ordinal = 0
         WHERE space_id = ? AND vector.id > ? ORDER BY vector.id LIMIT ?`,
      )
      .all(spaceId, afterVectorId, limit) as { id: number; photoId: number; data: Buffer }[];
    const data = new Float32Array(rows.length * dim);
    rows.forEach((row, i) => {
      decodeFloat16(row.data, data, i * dim);
    });
    return { photoIds: rows.map((row) => row.photoId), data, lastVectorId: rows.at(-1)?.id ?? afterVectorId };
  }

  /** The vectors of the further frames of photos, by photo; photos of one frame are missing. */
  listFurtherVectors(photoIds: readonly number[], spaceId: number, dim: number): Map<number, Float32Array[]> {
    const rows = this.#statements
      .get(
        `SELECT frame.content_id AS photoId, data FROM json_each(?) AS wanted
         CROSS JOIN frame ON frame.content_id = wanted.value AND frame.ordinal > 0
         CROSS JOIN region ON region.frame_id = frame.id AND region.kind = 'whole'
         CROSS JOIN vector ON vector.region_id = region.id AND vector.space_id = ?`,
      )
      .all(JSON.stringify(photoIds), spaceId) as { photoId: number; data: Buffer }[];
    const found = new Map<number, Float32Array[]>();
    for (const { photoId, data } of rows) {
      const vector = new Float32Array(dim);
      decodeFloat16(data, vector);
      found.set(photoId, [...(found.get(photoId) ?? []), vector]);
    }
    return found;
  }

  /**
   * Writes tags and how far they have come, in one transaction. Tags of another vocabulary are dropped first.
   * @param before what `getProgress` said; when it says something else by now, another process is at work and nothing is written
   */
  record(
    spaceId: number,
    before: TagProgress | undefined,
    photos: readonly TaggedPhoto[],
    progress: TagProgress,
  ): boolean {
    return this.#db
      .transaction(() => {
        const now = this.getProgress(spaceId);
        if (now?.vocabulary !== before?.vocabulary || now?.lastVectorId !== before?.lastVectorId) return false;
        if (now?.vocabulary !== progress.vocabulary)
          this.#statements.get('DELETE FROM tag WHERE space_id = ?').run(spaceId);
        // A photo may have been removed since its vector was read.
        const put = this.#statements.get(
          `INSERT OR REPLACE INTO tag (content_id, space_id, name, score)
           SELECT id, @spaceId, @name, @score FROM content WHERE id = @id`,
        );
        for (const { id, tags } of photos) for (const { name, score } of tags) put.run({ id, spaceId, name, score });
        this.#statements
          .get('INSERT OR REPLACE INTO setting (key, value) VALUES (?, ?)')
          .run(spaceSetting('tags', spaceId), JSON.stringify(progress));
        return true;
      })
      .immediate();
  }

  /** How many photos have each tag. @param scope what exists for the reader */
  count(spaceId: number, scope?: ReadScope): { name: string; count: number }[] {
    const { files, parameters } = compileScope(scope);
    const exists =
      files === '' ? '' : `AND EXISTS (SELECT 1 FROM file WHERE file.content_id = tag.content_id ${files})`;
    return this.#statements
      .get(
        `SELECT name, count(*) AS count FROM tag WHERE space_id = @spaceId ${exists}
         GROUP BY name ORDER BY count DESC, name`,
      )
      .all({ spaceId, ...parameters }) as { name: string; count: number }[];
  }

  /**
   * The photos of a tag, the surest first; of a tag with many photos the first 1,000.
   * @param from the least score, 0…1
   */
  listSurest(spaceId: number, name: string, from = 0): number[] {
    return this.#statements
      .get(
        `SELECT content_id FROM tag WHERE space_id = ? AND name = ? AND score >= ?
         ORDER BY score DESC, content_id LIMIT 1000`,
      )
      .pluck()
      .all(spaceId, name, from) as number[];
  }

  /** The tags of a photo, the surest first. */
  ofPhoto(id: number, spaceId: number): { name: string; score: number }[] {
    return this.#statements
      .get('SELECT name, score FROM tag WHERE content_id = ? AND space_id = ? ORDER BY score DESC, name')
      .all(id, spaceId) as { name: string; score: number }[];
  }
}
