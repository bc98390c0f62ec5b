import type { Database } from 'better-sqlite3';
import { toLooseKey } from '../../model/comparison-key.js';
import type { ReadScope } from '../../model/read-scope.js';
import { compileScope } from '../compile-scope.js';
import { Statements } from '../database/statements.js';
import { quoteText } from './quote-text.js';

/** Files that are looked at for one completion: enough to find what is frequent. */
export const MAX_LOOKED_AT = 300;

/** Names of files and people by their beginnings, from the full-text index. */
export class CompletionQueries {
  readonly #statements: Statements;

  constructor(db: Database) {
    this.#statements = new Statements(db);
  }

  /** Paths of files in whose names a word begins so. */
  listPaths(beginning: string, scope: ReadScope | undefined, limit: number): string[] {
    const match = toMatch('name', beginning);
    if (match === undefined) return [];
    const { files, parameters } = compileScope(scope);
    return this.#statements
      .get(`SELECT path FROM ${filesThat(files)} JOIN file ON file.id = found.id ORDER BY path LIMIT ?`)
      .pluck()
      .all(match, limit, parameters) as string[];
  }

  /** People in whose names a word begins so, with the number of files looked at that show them. */
  listPeople(beginning: string, scope: ReadScope | undefined, limit: number): { name: string; photos: number }[] {
    const match = toMatch('people', beginning);
    if (match === undefined) return [];
    const { files, parameters } = compileScope(scope);
    const names = this.#statements
      .get(
        `SELECT person.value, file.content_id FROM ${filesThat(files)} JOIN metadata ON metadata.file_id = found.id
           JOIN file ON file.id = found.id, json_each(metadata.data, '$.people') AS person`,
      )
      .raw()
      .all(match, parameters) as [name: string, photoId: number][];
    return countPeople(names, beginning, limit);
  }
}

/**
 * People in whose names a word begins so, with their numbers of photos, the most frequent first.
 * @param names of people on photos; a name may be there once for each file of a photo
 */
export function countPeople<Id>(
  names: Iterable<readonly [name: string, photoId: Id]>,
  beginning: string,
  limit: number,
): { name: string; photos: number }[] {
  const wanted = toLooseKey(beginning);
  const found = new Map<string, { name: string; photoIds: Set<Id> }>();
  for (const [name, photoId] of names) {
    const key = toLooseKey(name);
    if (!key.startsWith(wanted) && !key.includes(` ${wanted}`)) continue;
    const person = found.get(key) ?? { name, photoIds: new Set() };
    person.photoIds.add(photoId);
    found.set(key, person);
  }
  return [...found.values()]
    .map(({ name, photoIds }) => ({ name, photos: photoIds.size }))
    .sort((a, b) => b.photos - a.photos || (a.name < b.name ? -1 : 1))
    .slice(0, limit);
}

/** @param files conditions on files; without any, none is looked up */
function filesThat(files: string): string {
  const from = files === '' ? 'file_text' : 'file_text CROSS JOIN file ON file.id = file_text.rowid';
  return `(SELECT file_text.rowid AS id FROM ${from} WHERE file_text MATCH ? ${files} LIMIT ${MAX_LOOKED_AT}) AS found`;
}

/** A question for the index of words; `undefined` when there is no letter or digit to ask for. */
function toMatch(column: string, beginning: string): string | undefined {
  return /[\p{L}\p{N}]/u.test(beginning) ? `${column} : ${quoteText(beginning)} *` : undefined;
}
