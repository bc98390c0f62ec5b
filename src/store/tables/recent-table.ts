import type { Database } from 'better-sqlite3';
import { toComparisonKey } from '../../model/comparison-key.js';
import { Statements } from '../database/statements.js';

/** Queries beyond this number are deleted, the least recently used first. */
const MAX_STORED = 500;

/** Recent queries. */
export class RecentTable {
  readonly #db: Database;
  readonly #statements: Statements;

  constructor(db: Database) {
    this.#db = db;
    this.#statements = new Statements(db);
  }

  remember(text: string, nowMs = Date.now()): void {
    this.#db
      .transaction(() => {
        this.#statements
          .get(
            `INSERT INTO recent_query (text, used_at_ms) VALUES (?, ?)
             ON CONFLICT (text) DO UPDATE SET used_at_ms = excluded.used_at_ms, uses = uses + 1`,
          )
          .run(text, nowMs);
        this.#statements
          .get(
            `DELETE FROM recent_query WHERE text NOT IN
             (SELECT text FROM recent_query ORDER BY used_at_ms DESC, text LIMIT ${MAX_STORED})`,
          )
          .run();
      })
      .immediate();
  }

  /** Those that begin so, compared by their keys, the latest first. */
  list(beginning: string, limit: number): { text: string; uses: number }[] {
    const all = this.#statements.get('SELECT text, uses FROM recent_query ORDER BY used_at_ms DESC, text').all() as {
      text: string;
      uses: number;
    }[];
    const wanted = toComparisonKey(beginning);
    return all.filter(({ text }) => toComparisonKey(text).startsWith(wanted)).slice(0, limit);
  }

  clear(): void {
    this.#statements.get('DELETE FROM recent_query').run();
  }
}
