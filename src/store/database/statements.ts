import type { Database, Statement } from 'better-sqlite3';

/** Prepared statements by their text: preparing costs more than most of them take to run. */
export class Statements {
  readonly #db: Database;
  readonly #kept = new Map<string, Statement>();

  constructor(db: Database) {
    this.#db = db;
  }

  get(sql: string): Statement {
    const kept = this.#kept.get(sql);
    if (kept !== undefined) return kept;
    const statement = this.#db.prepare(sql);
    this.#kept.set(sql, statement);
    return statement;
  }
}
