import type { Database } from 'better-sqlite3';
import type { SpaceRow } from '../../model/space.js';
import { isDamage } from '../database/library-error.js';
import { Statements } from '../database/statements.js';
import { decodeFloat16 } from '../float16.js';
import type { MetadataRecord } from '../records.js';
import { MetadataTable } from '../tables/metadata-table.js';
import { findIntegrityErrors } from './check-integrity.js';

/** Rows of a kind that should not be there, or are missing. */
export interface LooseRows {
  /** Contents that no file holds: found by a search, shown by none. */
  contents: number;
  /** Contents without a frame. */
  frameless: number;
}

/** How many files have words to be searched by, and where words and files disagree. */
export interface WordRows {
  files: number;
  /** Files whose metadata was read and whose words are not there. */
  missing: number;
  /** Words of files that are not there. */
  phantoms: number;
}

/** A vector's length after float16 took its part: each number is off by at most one part in 2,048. */
const LENGTH_TOLERANCE = 0.001;

/** Rows looked at between two turns of the event loop. */
const CHUNK = 2000;

const BEHIND_THE_WORDS = ['file_text', 'file_name'] as const;

/** Tables whose rows refer to others and have no row ids. */
const WITHOUT_ROW_IDS = [
  ['keyword', 'file_id', 'file'],
  ['tag', 'content_id', 'content'],
  ['stage_done', 'content_id', 'content'],
] as const;

/** Looks for what should not be in a catalogue, and mends what can be mended without the photos. */
export class CatalogueChecks {
  readonly #db: Database;
  readonly #file: string;

  constructor(db: Database, file: string) {
    this.#db = db;
    this.#file = file;
  }

  /** What SQLite finds wrong with pages, indexes and words; see `findIntegrityErrors`. */
  findIntegrityErrors(): Promise<string[]> {
    return findIntegrityErrors(this.#file);
  }

  /** Rows that refer to one that is not there, by their tables. */
  findDanglingRows(): Map<string, number[]> {
    const rows = this.#db.pragma('foreign_key_check') as { table: string; rowid: number | null }[];
    const found = new Map<string, number[]>();
    for (const { table, rowid } of rows) {
      const ids = found.get(table) ?? [];
      if (rowid !== null) ids.push(rowid);
      found.set(table, ids);
    }
    return found;
  }

  countLooseRows(): LooseRows {
    return {
      contents: this.#count(
        'SELECT count(*) AS n FROM content WHERE NOT EXISTS (SELECT 1 FROM file WHERE content_id = content.id)',
      ),
      frameless: this.#count(
        'SELECT count(*) AS n FROM content WHERE NOT EXISTS (SELECT 1 FROM frame WHERE content_id = content.id)',
      ),
    };
  }

  /** Vectors of a space that are of another length, not finite, or not of length 1. */
  async findBadVectors(space: SpaceRow, onChunk: () => void = () => {}): Promise<{ examined: number; bad: number[] }> {
    const next = this.#db.prepare<[number, number, number], { id: number; data: Buffer }>(
      'SELECT id, data FROM vector WHERE space_id = ? AND id > ? ORDER BY id LIMIT ?',
    );
    const vector = new Float32Array(space.dim);
    const bad: number[] = [];
    let examined = 0;
    for (let last = 0; ; ) {
      const rows = next.all(space.id, last, CHUNK);
      for (const { id, data } of rows) if (!isUnit(data, vector)) bad.push(id);
      examined += rows.length;
      last = rows.at(-1)?.id ?? last;
      if (rows.length < CHUNK) return { examined, bad };
      onChunk();
      await new Promise(setImmediate);
    }
  }

  compareWords(): WordRows {
    const files = this.#count('SELECT count(*) AS n FROM metadata');
    let missing = 0;
    let phantoms = 0;
    for (const table of BEHIND_THE_WORDS) {
      // The table beside the words that holds one row for each row of them.
      missing += this.#count(
        `SELECT count(*) AS n FROM metadata JOIN file ON file.id = metadata.file_id
         WHERE NOT EXISTS (SELECT 1 FROM ${table}_docsize WHERE id = metadata.file_id)`,
      );
      phantoms += this.#count(
        `SELECT count(*) AS n FROM ${table}_docsize WHERE NOT EXISTS (SELECT 1 FROM file WHERE id = ${table}_docsize.id)`,
      );
    }
    return { files, missing, phantoms };
  }

  /** Rows that filters ask which do not say what the files and their metadata say, and those that are missing or left over. */
  compareFilters(): { examined: number; wrong: number } {
    const differing = (one: string, other: string) =>
      `SELECT file_id FROM (SELECT * FROM ${one} EXCEPT SELECT * FROM ${other})`;
    return {
      examined: this.#count('SELECT count(*) AS n FROM filter_row'),
      wrong: this.#count(
        `SELECT count(*) AS n FROM (${differing('filter_source', 'filter_row')} UNION ${differing('filter_row', 'filter_source')})`,
      ),
    };
  }

  /** Makes what filters ask again from the files and their metadata. */
  rebuildFilters(): void {
    this.#db
      .transaction(() => {
        this.#db.exec('DELETE FROM filter_row; INSERT INTO filter_row SELECT * FROM filter_source');
      })
      .immediate();
  }

  /** Files in the order of their ids, a portion at a time. */
  listFilesAfter(id: number, limit: number): { id: number; path: string; sizeBytes: number; mtimeMs: number }[] {
    return this.#db
      .prepare<[number, number], { id: number; path: string; sizeBytes: number; mtimeMs: number }>(
        'SELECT id, path, size_bytes AS sizeBytes, mtime_ms AS mtimeMs FROM file WHERE id > ? ORDER BY id LIMIT ?',
      )
      .all(id, limit);
  }

  /** The first 16 hex digits of the SHA-256 of every content: names of cached thumbnails. */
  listContentHashes(): Set<string> {
    const all = this.#db.prepare<[], string>('SELECT lower(hex(substr(sha256, 1, 8))) FROM content').pluck();
    return new Set(all.all() as unknown as string[]);
  }

  /** Builds every index of the catalogue again from its rows. */
  rebuildIndexes(): void {
    this.#db.exec('REINDEX');
  }

  /** Deletes vectors, and that their contents were embedded: the next index run embeds them again. */
  dropVectors(ids: readonly number[]): void {
    const wanted = 'SELECT value FROM json_each(?)';
    this.#db
      .transaction(() => {
        this.#db
          .prepare(
            `DELETE FROM stage_done WHERE (content_id, stage) IN (
               SELECT region.content_id, 'embed:' || vector.space_id FROM vector JOIN region ON region.id = vector.region_id
               WHERE vector.id IN (${wanted}))`,
          )
          .run(JSON.stringify(ids));
        this.#db.prepare(`DELETE FROM vector WHERE id IN (${wanted})`).run(JSON.stringify(ids));
      })
      .immediate();
  }

  /** Forgets rows that refer to nothing, and contents that no file holds. @returns how many */
  dropLooseRows(): number {
    return this.#db
      .transaction(() => {
        let dropped = 0;
        for (const [table, ids] of this.findDanglingRows()) {
          if (ids.length === 0 || !/^\w+$/.test(table)) continue;
          const drop = this.#db.prepare(`DELETE FROM ${table} WHERE rowid = ?`);
          for (const id of ids) dropped += drop.run(id).changes;
        }
        // These have no row ids by which they could be named.
        for (const [table, key, parent] of WITHOUT_ROW_IDS)
          dropped += this.#db
            .prepare(`DELETE FROM ${table} WHERE ${key} NOT IN (SELECT id FROM ${parent})`)
            .run().changes;
        dropped += this.#db
          .prepare('DELETE FROM content WHERE NOT EXISTS (SELECT 1 FROM file WHERE content_id = content.id)')
          .run().changes;
        return dropped;
      })
      .immediate();
  }

  /**
   * Makes missing words again from the metadata and forgets those of files that are gone.
   * @param toWords of a file's metadata as they were written; where that fails, the next index run reads the file's metadata again
   * @returns how many entries
   */
  mendWords(toWords: (path: string, data: string) => Pick<MetadataRecord, 'texts' | 'fileName'>): number {
    return this.#db
      .transaction(() => {
        let mended = 0;
        const metadata = new MetadataTable(new Statements(this.#db));
        for (const { id, path, data } of this.#listWordless()) {
          try {
            metadata.putTexts(id, toWords(path, data));
          } catch (error) {
            if (isDamage(error)) throw error;
            this.#db.prepare('UPDATE file SET sidecar_stamp = NULL WHERE id = ?').run(id);
          }
          mended++;
        }
        for (const table of BEHIND_THE_WORDS) {
          mended += this.#db
            .prepare(`DELETE FROM ${table} WHERE rowid IN (SELECT id FROM ${table}_docsize EXCEPT SELECT id FROM file)`)
            .run().changes;
        }
        return mended;
      })
      .immediate();
  }

  #listWordless(): { id: number; path: string; data: string }[] {
    const missing = BEHIND_THE_WORDS.map((table) => `id NOT IN (SELECT id FROM ${table}_docsize)`);
    return this.#db
      .prepare<[], { id: number; path: string; data: string }>(
        `SELECT id, path, data FROM file JOIN metadata ON metadata.file_id = file.id WHERE ${missing.join(' OR ')}`,
      )
      .all();
  }

  #count(sql: string): number {
    return (this.#db.prepare(sql).get() as { n: number }).n;
  }
}

function isUnit(data: Buffer, vector: Float32Array): boolean {
  if (data.length !== 2 * vector.length) return false;
  decodeFloat16(data, vector);
  let sum = 0;
  for (const value of vector) sum += value * value;
  // Also false for what is no number.
  return Math.abs(Math.sqrt(sum) - 1) <= LENGTH_TOLERANCE;
}
