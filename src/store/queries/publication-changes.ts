import { randomBytes } from 'node:crypto';
import type { Database } from 'better-sqlite3';
import { Statements } from '../database/statements.js';

/** An epoch of changes, and a token that only this catalogue and copies of it have. */
export interface EpochMark {
  epoch: number;
  token: string;
}

/** A place in the order of changes: epochs, and within one the ids of contents. */
export interface ChangePlace {
  epoch: number;
  id: number;
}

/** Epochs that are remembered. Who has seen fewer of them compares everything. */
const REMEMBERED = 1000;

/**
 * Which contents have changed since when. Changes are counted in epochs: a content is in the last one in which it has changed. Once an epoch is over, contents
 * can only leave it, so that whoever reads those of past epochs in their order misses none. SQLite has one writer at a time: nothing commits into an epoch that
 * is over.
 */
export class PublicationChanges {
  readonly #db: Database;
  readonly #statements: Statements;

  constructor(db: Database) {
    this.#db = db;
    this.#statements = new Statements(db);
  }

  /** The epoch that goes on; `undefined` before the first pass over the library. */
  get current(): EpochMark | undefined {
    return this.#statements.get('SELECT id AS epoch, token FROM publication_epoch ORDER BY id DESC LIMIT 1').get() as
      | EpochMark
      | undefined;
  }

  /** Begins a new epoch where something has changed in the one that goes on. @returns the one that goes on from now */
  endEpoch(): EpochMark {
    const current = this.current;
    if (current !== undefined && !this.#hasChanges(current.epoch)) return current;
    return this.#db.transaction(() => this.#begin()).immediate();
  }

  /** Whether some contents have changed in the epoch that goes on. */
  areChanging(ids: readonly number[]): boolean {
    const sql = `SELECT EXISTS (SELECT 1 FROM json_each(?) AS wanted CROSS JOIN publication_change ON content_id = wanted.value
      WHERE epoch = (SELECT max(id) FROM publication_epoch))`;
    return this.#statements.get(sql).pluck().get(JSON.stringify(ids)) === 1;
  }

  /** Whether all changes after a place are known, and the epoch was one of this catalogue: not so after a backup from before it was restored. */
  isKnown({ epoch, token }: EpochMark, place: ChangePlace): boolean {
    const found = this.#statements.get('SELECT token FROM publication_epoch WHERE id = ?').pluck().get(epoch);
    const oldest = this.#statements.get('SELECT min(id) FROM publication_epoch').pluck().get() as number | null;
    return found === token && oldest !== null && place.epoch >= oldest;
  }

  /** The next contents after a place that have changed before an epoch; also those that are gone. */
  listAfter({ epoch, id }: ChangePlace, before: number, limit: number): ChangePlace[] {
    return this.#statements
      .get(
        `SELECT epoch, content_id AS id FROM publication_change WHERE (epoch, content_id) > (?, ?) AND epoch < ?
         ORDER BY epoch, content_id LIMIT ?`,
      )
      .all(epoch, id, before, limit) as ChangePlace[];
  }

  /** How many there are. */
  countAfter({ epoch, id }: ChangePlace, before: number): number {
    return this.#statements
      .get('SELECT count(*) FROM publication_change WHERE (epoch, content_id) > (?, ?) AND epoch < ?')
      .pluck()
      .get(epoch, id, before) as number;
  }

  #hasChanges(epoch: number): boolean {
    const sql = 'SELECT EXISTS (SELECT 1 FROM publication_change WHERE epoch = ?)';
    return this.#statements.get(sql).pluck().get(epoch) === 1;
  }

  #begin(): EpochMark {
    // Another process may have been faster.
    const current = this.current;
    if (current !== undefined && !this.#hasChanges(current.epoch)) return current;
    const token = randomBytes(12).toString('base64url');
    const { lastInsertRowid } = this.#statements.get('INSERT INTO publication_epoch (token) VALUES (?)').run(token);
    const epoch = Number(lastInsertRowid);
    const oldest = epoch - REMEMBERED;
    this.#statements.get('DELETE FROM publication_epoch WHERE id < ?').run(oldest);
    this.#statements.get('DELETE FROM publication_change WHERE epoch < ?').run(oldest);
    return { epoch, token };
  }
}
