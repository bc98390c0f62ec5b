import type { Database } from 'better-sqlite3';
import { toLooseKey } from '../../model/comparison-key.js';
import { toPathRange } from '../../model/paths.js';
import { Statements } from '../database/statements.js';
import { quoteText } from './quote-text.js';

/** Files that are looked at for one completion: enough to find what is frequent. */
const MAX_LOOKED_AT = 300;

/** Names of files and people by their beginnings, from the full-text index. */
export class CompletionQueries {
  readonly #statements: Statements;

  constructor(db: Database) {
    this.#statements = new Statements(db);
  }

  /** Paths of files in whose names a word begins so. */
  listPaths(beginning: string, within: string | undefined, limit: number): string[] {
    const match = toMatch('name', beginning);
    if (match === undefined) return [];
    return this.#statements
      .get(`SELECT path FROM ${filesThat(within)} JOIN file ON file.id = found.id ORDER BY path LIMIT ?`)
      .pluck()
      .all(match, ...range(within), limit) as string[];
  }

  /** People in whose names a word begins so, with the number of files looked at that show them. */
  listPeople(beginning: string, within: string | undefined, limit: number): { name: string; photos: number }[] {
    const match = toMatch('people', beginning);
    if (match === undefined) return [];
    const names = this.#statements
      .get(
        `SELECT person.value, file.content_id FROM ${filesThat(within)} JOIN metadata ON metadata.file_id = found.id
           JOIN file ON file.id = found.id, json_each(metadata.data, '$.people') AS person`,
      )
      .raw()
      .all(match, ...range(within)) as [name: string, photoId: number][];
    const wanted = toLooseKey(beginning);
    const found = new Map<string, { name: string; photoIds: Set<number> }>();
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
}

function filesThat(within: string | undefined): string {
  const below =
    within === undefined
      ? ''
      : `AND rowid IN (SELECT file_id FROM filter_row WHERE folder_id IN (SELECT id FROM folder WHERE path >= ? AND path < ?))`;
  return `(SELECT rowid AS id FROM file_text WHERE file_text MATCH ? ${below} LIMIT ${MAX_LOOKED_AT}) AS found`;
}

function range(within: string | undefined): string[] {
  if (within === undefined) return [];
  const { from, before } = toPathRange(within);
  return [from, before];
}

/** A question for the index of words; `undefined` when there is no letter or digit to ask for. */
function toMatch(column: string, beginning: string): string | undefined {
  return /[\p{L}\p{N}]/u.test(beginning) ? `${column} : ${quoteText(beginning)} *` : undefined;
}
