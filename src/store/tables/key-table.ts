import type { Database } from 'better-sqlite3';
import { Statements } from '../database/statements.js';

/** A key as the catalogue holds it: never its secret. */
export interface KeyRow {
  id: number;
  name: string;
  /** SHA-256 of the secret. */
  hash: Uint8Array;
  /** Separated by spaces. */
  scopes: string;
  folder: string | null;
  createdAtMs: number;
  lastUsedAtMs: number | null;
  revokedAtMs: number | null;
}

const KEY = `SELECT id, name, hash, scopes, folder, created_at_ms AS createdAtMs, last_used_at_ms AS lastUsedAtMs,
  revoked_at_ms AS revokedAtMs FROM api_key`;

/** Keys of the server. */
export class KeyTable {
  readonly #statements: Statements;

  constructor(db: Database) {
    this.#statements = new Statements(db);
  }

  add(key: Pick<KeyRow, 'name' | 'hash' | 'scopes' | 'folder' | 'createdAtMs'>): KeyRow {
    const { lastInsertRowid } = this.#statements
      .get(
        `INSERT INTO api_key (name, hash, scopes, folder, created_at_ms)
         VALUES (@name, @hash, @scopes, @folder, @createdAtMs)`,
      )
      .run({ ...key, hash: Buffer.from(key.hash) });
    return this.#statements.get(`${KEY} WHERE id = ?`).get(lastInsertRowid) as KeyRow;
  }

  /** In the order they were made; revoked ones, too. */
  list(): KeyRow[] {
    return this.#statements.get(`${KEY} ORDER BY id`).all() as KeyRow[];
  }

  /** @returns whether there is such a key; one that was revoked before stays as it was */
  revoke(id: number, nowMs: number): boolean {
    const sql = 'UPDATE api_key SET revoked_at_ms = coalesce(revoked_at_ms, ?) WHERE id = ?';
    return this.#statements.get(sql).run(nowMs, id).changes > 0;
  }

  markUsed(id: number, nowMs: number): void {
    this.#statements.get('UPDATE api_key SET last_used_at_ms = ? WHERE id = ?').run(nowMs, id);
  }
}
