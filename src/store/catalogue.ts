import type { Database } from 'better-sqlite3';
import { FileTable } from './file-table.js';
import { KeyTable } from './key-table.js';
import { FORMAT_VERSION } from './migrations.js';
import { openDatabase } from './open-database.js';
import type { ModelRow } from './records.js';
import { VectorTable } from './vector-table.js';

/**
 * What is known, durably. One connection of one process; reads are short and indexed, writes are small immediate transactions. Other
 * processes may read and write the same catalogue.
 */
export class Catalogue {
  readonly folder: string;
  readonly files: FileTable;
  readonly vectors: VectorTable;
  readonly keys: KeyTable;
  readonly #db: Database;

  /** @throws PhotoseekError see `openDatabase` */
  constructor(folder: string, options: { create: boolean }) {
    this.folder = folder;
    this.#db = openDatabase(folder, options.create);
    this.files = new FileTable(this.#db);
    this.vectors = new VectorTable(this.#db);
    this.keys = new KeyTable(this.#db);
  }

  get formatVersion(): number {
    return FORMAT_VERSION;
  }

  /** Changes whenever another connection has committed. */
  get dataVersion(): number {
    return this.#db.pragma('data_version', { simple: true }) as number;
  }

  getSetting(key: string): string | undefined {
    return this.#db.prepare<[string], { value: string }>('SELECT value FROM setting WHERE key = ?').get(key)?.value;
  }

  setSetting(key: string, value: string): void {
    this.#db
      .prepare('INSERT INTO setting (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value')
      .run(key, value);
  }

  /** The space of a model, made on first use. */
  ensureModel(model: Omit<ModelRow, 'id'>): ModelRow {
    // Looked up first: a search must not wait for another process's write.
    const known = this.findModel(model);
    if (known !== undefined) return known;
    this.#db
      .prepare(
        'INSERT INTO model (name, revision, dtype, dim) VALUES (@name, @revision, @dtype, @dim) ON CONFLICT DO NOTHING',
      )
      .run(model);
    return this.findModel(model) as ModelRow;
  }

  findModel(model: { revision: string; dtype: string }): ModelRow | undefined {
    return this.#db
      .prepare<[{ revision: string; dtype: string }], ModelRow>(
        'SELECT * FROM model WHERE revision = @revision AND dtype = @dtype',
      )
      .get(model);
  }

  /** @param rules replaces what was remembered with the root; `undefined` leaves it */
  addRoot(path: string, rules: string | undefined, nowMs: number): void {
    this.#db
      .prepare(
        `INSERT INTO root (path, rules, added_at_ms) VALUES (@path, coalesce(@rules, '{}'), @nowMs)
         ON CONFLICT (path) DO UPDATE SET rules = coalesce(@rules, rules)`,
      )
      .run({ path, rules: rules ?? null, nowMs });
  }

  listRoots(): { path: string; rules: string; addedAtMs: number }[] {
    return this.#db
      .prepare<[], { path: string; rules: string; addedAtMs: number }>(
        'SELECT path, rules, added_at_ms AS addedAtMs FROM root ORDER BY path',
      )
      .all();
  }

  /** Forgets that a root was asked for; the files below it stay. */
  removeRoot(path: string): void {
    this.#db.prepare('DELETE FROM root WHERE path = ?').run(path);
  }

  removeSetting(key: string): void {
    this.#db.prepare('DELETE FROM setting WHERE key = ?').run(key);
  }

  /** Files that could not be read, by error code. */
  countFailures(): Record<string, number> {
    return this.files.countFailures();
  }

  /** Moves what the write-ahead log holds into the catalogue; call it when there is time. */
  checkpoint(): void {
    this.#db.pragma('wal_checkpoint(PASSIVE)');
  }

  close(): void {
    this.#db.close();
  }
}
