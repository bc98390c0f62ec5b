import type { Database } from 'better-sqlite3';
import type { SpaceRow } from '../../model/space.js';
import { decodeFloat16 } from '../../runtime/float16.js';
import { isDamage } from '../database/library-error.js';
import { Statements } from '../database/statements.js';
import type { CheckedFile, MetadataRecord } from '../records.js';
import { MetadataTable } from '../tables/metadata-table.js';
import { findIntegrityErrors } from './check-integrity.js';
import { compareFrameWords, repairFrameWords } from './frame-word-checks.js';

/** Rows that should not be there, or are missing. */
export interface LooseRows {
  /** Contents that no file holds: a search finds them and can show nothing. */
  contents: number;
  /** Contents without a frame whose frames are said to be done. */
  frameless: number;
  /** Frames without the region of the whole frame. */
  regionless: number;
  /** Contents that are said to be embedded in a space and have no vector there. */
  vectorless: number;
}

/** How many files have texts in the full-text index, and where index and files disagree. */
export interface TextRows {
  files: number;
  /** Files whose metadata was read and whose texts are missing, and texts of frames whose words are. */
  missing: number;
  /** Texts of files and words of frames that are gone. */
  orphans: number;
}

/** A file whose texts are missing. */
export interface TextlessFile {
  id: number;
  path: string;
  externalId: string | null;
  /** Its metadata as JSON. */
  data: string;
}

/** Rounding to float16 changes each number by at most one part in 2,048. */
const LENGTH_TOLERANCE = 0.001;

/** Rows examined between two turns of the event loop. */
const CHUNK = 2000;

const FULL_TEXT_TABLES = ['file_text', 'file_name'] as const;

/** Tables WITHOUT ROWID: dangling rows are found by the column that refers to a parent. */
const WITHOUT_ROW_IDS = [
  ['keyword', 'file_id', 'file'],
  ['tag', 'content_id', 'content'],
  ['picture_kind', 'content_id', 'content'],
  ['stage_done', 'content_id', 'content'],
  ['field_value', 'file_id', 'file'],
] as const;

const NO_FILE = 'NOT EXISTS (SELECT 1 FROM file WHERE content_id = content.id)';
const NO_FRAME = 'NOT EXISTS (SELECT 1 FROM frame WHERE content_id = content.id)';
const NO_REGION = "NOT EXISTS (SELECT 1 FROM region WHERE frame_id = frame.id AND region.kind = 'whole')";
/** Of rows of stage_done. */
const NO_VECTOR = `stage GLOB 'embed:*' AND NOT EXISTS (
  SELECT 1 FROM region JOIN vector ON vector.region_id = region.id AND vector.space_id = cast(substr(stage, 7) AS INTEGER)
  WHERE region.content_id = stage_done.content_id)`;

/** Finds inconsistent rows of a catalogue, and repairs those that can be derived without the photos. */
export class CatalogueChecks {
  readonly #db: Database;
  readonly #file: string;

  constructor(db: Database, file: string) {
    this.#db = db;
    this.#file = file;
  }

  /** Errors that SQLite finds in pages, indexes and full-text tables; see `findIntegrityErrors`. */
  findIntegrityErrors(): Promise<string[]> {
    return findIntegrityErrors(this.#file);
  }

  /** Rows that refer to one that does not exist, by table. Rows of tables without row ids have the id 0. */
  findDanglingRows(): Map<string, number[]> {
    const rows = this.#db.pragma('foreign_key_check') as { table: string; rowid: number | null }[];
    const found = new Map<string, number[]>();
    for (const { table, rowid } of rows) {
      const ids = found.get(table) ?? [];
      ids.push(rowid ?? 0);
      found.set(table, ids);
    }
    return found;
  }

  countLooseRows(): LooseRows {
    return {
      contents: this.#count(`SELECT count(*) AS n FROM content WHERE ${NO_FILE}`),
      frameless: this.#count(`SELECT count(*) AS n FROM content WHERE ${NO_FRAME}
        AND EXISTS (SELECT 1 FROM stage_done WHERE content_id = content.id AND stage <> 'metadata')`),
      regionless: this.#count(`SELECT count(*) AS n FROM frame WHERE ${NO_REGION}`),
      vectorless: this.#count(`SELECT count(*) AS n FROM stage_done WHERE ${NO_VECTOR}`),
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

  compareTexts(): TextRows {
    const files = this.#count('SELECT count(*) AS n FROM metadata');
    let missing = 0;
    let orphans = 0;
    for (const table of FULL_TEXT_TABLES) {
      // FTS5 stores one row of sizes for each row of the index.
      missing += this.#count(
        `SELECT count(*) AS n FROM metadata JOIN file ON file.id = metadata.file_id
         WHERE NOT EXISTS (SELECT 1 FROM ${table}_docsize WHERE id = metadata.file_id)`,
      );
      orphans += this.#count(
        `SELECT count(*) AS n FROM ${table}_docsize WHERE NOT EXISTS (SELECT 1 FROM file WHERE id = ${table}_docsize.id)`,
      );
    }
    const words = compareFrameWords(this.#db);
    return { files, missing: missing + words.missing, orphans: orphans + words.orphans };
  }

  /** Rows of `filter_row` that differ from files and their metadata, are missing or left over. */
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

  /** Derives `filter_row` again from files and their metadata. */
  rebuildFilters(): void {
    this.#db
      .transaction(() => {
        this.#db.exec('DELETE FROM filter_row; INSERT INTO filter_row SELECT * FROM filter_source');
      })
      .immediate();
  }

  /** Files in the order of their ids, a portion at a time. */
  listFilesAfter(id: number, limit: number): CheckedFile[] {
    return this.#db
      .prepare<[number, number], CheckedFile>(
        `SELECT file.id, path, file.size_bytes AS sizeBytes, mtime_ms AS mtimeMs, ctime_ms AS ctimeMs, sha256
         FROM file LEFT JOIN content ON content.id = file.content_id WHERE file.id > ? ORDER BY file.id LIMIT ?`,
      )
      .all(id, limit);
  }

  /** The first 16 hex digits of the SHA-256 of every content: names of cached thumbnails. */
  listContentHashes(): Set<string> {
    const all = this.#db.prepare<[], string>('SELECT lower(hex(substr(sha256, 1, 8))) FROM content').pluck();
    return new Set(all.all() as unknown as string[]);
  }

  /** Rebuilds every index of the catalogue from its rows. */
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

  /**
   * Deletes dangling rows and contents that no file holds, adds whole-frame regions that are missing, and has stages done again whose result
   * is missing.
   * @returns how many rows
   */
  repairRows(): number {
    return this.#db
      .transaction(() => {
        let dropped = 0;
        for (const [table, ids] of this.findDanglingRows()) {
          if (WITHOUT_ROW_IDS.some(([name]) => name === table) || !/^\w+$/.test(table)) continue;
          const drop = this.#db.prepare(`DELETE FROM ${table} WHERE rowid = ?`);
          for (const id of ids) dropped += drop.run(id).changes;
        }
        // These have no row ids by which they could be named.
        for (const [table, key, parent] of WITHOUT_ROW_IDS)
          dropped += this.#db
            .prepare(`DELETE FROM ${table} WHERE ${key} NOT IN (SELECT id FROM ${parent})`)
            .run().changes;
        const run = (sql: string) => this.#db.prepare(sql).run().changes;
        dropped += run(`DELETE FROM content WHERE ${NO_FILE}`);
        dropped += run(`DELETE FROM stage_done WHERE stage <> 'metadata'
          AND content_id IN (SELECT id FROM content WHERE ${NO_FRAME})`);
        dropped += run(`INSERT INTO region (content_id, frame_id, kind)
          SELECT content_id, id, 'whole' FROM frame WHERE ${NO_REGION}`);
        dropped += run(`DELETE FROM stage_done WHERE ${NO_VECTOR}`);
        return dropped;
      })
      .immediate();
  }

  /**
   * Derives missing texts again from the metadata and deletes those of files that are gone.
   * @param toTexts from a file's path, external id and stored metadata; where it throws, the next index run reads the file's metadata again
   * @returns how many entries
   */
  repairTexts(toTexts: (file: TextlessFile) => Pick<MetadataRecord, 'texts' | 'fileName'>): number {
    return this.#db
      .transaction(() => {
        let repaired = 0;
        const metadata = new MetadataTable(new Statements(this.#db));
        for (const file of this.#listTextless()) {
          const { id } = file;
          try {
            metadata.putTexts(id, toTexts(file));
          } catch (error) {
            if (isDamage(error)) throw error;
            this.#db.prepare('UPDATE file SET sidecar_stamp = NULL WHERE id = ?').run(id);
          }
          repaired++;
        }
        for (const table of FULL_TEXT_TABLES) {
          repaired += this.#db
            .prepare(`DELETE FROM ${table} WHERE rowid IN (SELECT id FROM ${table}_docsize EXCEPT SELECT id FROM file)`)
            .run().changes;
        }
        return repaired + repairFrameWords(this.#db);
      })
      .immediate();
  }

  #listTextless(): TextlessFile[] {
    const missing = FULL_TEXT_TABLES.map((table) => `id NOT IN (SELECT id FROM ${table}_docsize)`);
    return this.#db
      .prepare<[], TextlessFile>(
        `SELECT id, path, external_id AS externalId, data FROM file JOIN metadata ON metadata.file_id = file.id WHERE ${missing.join(' OR ')}`,
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
  // False for NaN, too.
  return Math.abs(Math.sqrt(sum) - 1) <= LENGTH_TOLERANCE;
}
