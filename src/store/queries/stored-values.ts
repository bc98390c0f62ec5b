import { sep } from 'node:path';
import type { Database } from 'better-sqlite3';
import { toComparisonKey } from '../../model/comparison-key.js';
import { translateTag } from '../../runtime/tag-names.js';
import { Statements } from '../database/statements.js';

/** Fields whose values are compared by their keys; see `toComparisonKey`. */
export type KeyedField = 'camera' | 'lens' | 'city' | 'keyword' | 'tag';

/** How the distinct values of a field are read. */
const QUERIES: Record<KeyedField, string> = {
  camera: distinct('filter_row', 'camera'),
  // No index begins with these: each row of the one that holds everything is read.
  lens: 'SELECT DISTINCT lens FROM filter_row INDEXED BY filter_row_taken WHERE lens IS NOT NULL',
  city: 'SELECT DISTINCT city FROM filter_row INDEXED BY filter_row_taken WHERE city IS NOT NULL',
  keyword: distinct('keyword', 'word'),
  tag: distinct('tag', 'name', 'space_id = @spaceId'),
};

/** Distinct values by one step in the index each, however many rows have them. */
function distinct(table: string, column: string, condition = 'true'): string {
  return `WITH RECURSIVE step (value) AS (
      SELECT min(${column}) FROM ${table} WHERE ${condition}
      UNION ALL SELECT (SELECT min(${column}) FROM ${table} WHERE ${column} > step.value AND ${condition}) FROM step
        WHERE step.value IS NOT NULL)
    SELECT value FROM step WHERE value IS NOT NULL`;
}

/** A value as it is stored, and its key. */
interface Keyed<T> {
  value: T;
  key: string;
}

/**
 * The values that the catalogue has, compared by their keys: SQLite knows no case beyond A to Z, and no composed letters. Cached until anything
 * changes.
 */
export class StoredValues {
  readonly #statements: Statements;
  readonly #changeStamp: () => string;
  readonly #cached = new Map<string, Keyed<string>[]>();
  #folders: Keyed<number>[] | undefined;
  #cachedFor = '';

  /** @param changeStamp differs after each change, whichever process made it */
  constructor(db: Database, changeStamp: () => string) {
    this.#statements = new Statements(db);
    this.#changeStamp = changeStamp;
  }

  /** The stored spellings of a value. Of those that differ in the case of A to Z alone one is given: the columns do not tell them apart. */
  list(field: KeyedField, value: string, spaceId: number): string[] {
    const found = this.#listSame(field, value, spaceId);
    // A vocabulary of one's own may be in any language; the names of the shipped tags are translated where it has no such tag.
    if (field !== 'tag' || found.length > 0) return found;
    return translateTag(value).flatMap((name) => this.#listSame(field, name, spaceId));
  }

  #listSame(field: KeyedField, value: string, spaceId: number): string[] {
    const wanted = toComparisonKey(value);
    return this.#values(field, spaceId).flatMap((stored) => (stored.key === wanted ? stored.value : []));
  }

  /** The stored values that contain a text. */
  listHolding(field: KeyedField, text: string, spaceId: number): string[] {
    const wanted = toComparisonKey(text);
    return this.#values(field, spaceId).flatMap((stored) => (stored.key.includes(wanted) ? stored.value : []));
  }

  /** Ids of the folders that are, or lie below, one of a name; also of several names with separators between them. */
  listFolders(name: string): number[] {
    this.#forgetOld();
    this.#folders ??= (this.#statements.get('SELECT id, path FROM folder').all() as { id: number; path: string }[]).map(
      ({ id, path }) => ({ value: id, key: toComparisonKey(path) }),
    );
    const wanted = toComparisonKey(`${sep}${name.replaceAll('/', sep)}${sep}`);
    return this.#folders.flatMap((folder) => (folder.key.includes(wanted) ? folder.value : []));
  }

  #values(field: KeyedField, spaceId: number): Keyed<string>[] {
    this.#forgetOld();
    const name = field === 'tag' ? `tag ${spaceId}` : field;
    const cached = this.#cached.get(name);
    if (cached !== undefined) return cached;
    const parameters = field === 'tag' ? [{ spaceId }] : [];
    const values = this.#statements
      .get(QUERIES[field])
      .pluck()
      .all(...parameters) as string[];
    const keyed = values.map((value) => ({ value, key: toComparisonKey(value) }));
    this.#cached.set(name, keyed);
    return keyed;
  }

  #forgetOld(): void {
    const stamp = this.#changeStamp();
    if (stamp === this.#cachedFor) return;
    this.#cached.clear();
    this.#folders = undefined;
    this.#cachedFor = stamp;
  }
}
