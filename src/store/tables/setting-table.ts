import type { Database } from 'better-sqlite3';
import { Statements } from '../database/statements.js';
import { untilChange } from '../queries/until-change.js';

/** Values by their names. */
export class SettingTable {
  readonly #statements: Statements;
  readonly #known: (stamp?: string) => Map<string, string | undefined>;

  /** @param changeStamp another one after each change, whoever made it */
  constructor(db: Database, changeStamp: () => string) {
    this.#statements = new Statements(db);
    this.#known = untilChange(changeStamp, () => new Map<string, string | undefined>());
  }

  /** @param stamp see `untilChange`: then a setting that was read since is not read again. Default: it is. */
  get(key: string, stamp?: string): string | undefined {
    if (stamp === undefined) return this.#read(key);
    const known = this.#known(stamp);
    if (!known.has(key)) known.set(key, this.#read(key));
    return known.get(key);
  }

  set(key: string, value: string): void {
    this.#statements
      .get('INSERT INTO setting (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value')
      .run(key, value);
  }

  remove(key: string): void {
    this.#statements.get('DELETE FROM setting WHERE key = ?').run(key);
  }

  #read(key: string): string | undefined {
    return this.#statements.get('SELECT value FROM setting WHERE key = ?').pluck().get(key) as string | undefined;
  }
}
