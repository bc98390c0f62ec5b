import type { Database } from 'better-sqlite3';
import { toLooseWords } from '../../model/comparison-key.js';
import type { Filter } from '../../model/filter.js';
import { IdSet } from '../../model/id-set.js';
import { Statements } from '../database/statements.js';
import type { FieldTable } from '../tables/field-table.js';
import { type CompiledFilters, compileFilters, type FilterScope, type StoredNames } from './compile-filters.js';
import type { StoredValues } from './stored-values.js';

/** Which photos fulfil filters. */
export class FilterQueries {
  readonly #statements: Statements;
  readonly #stored: StoredNames;

  /** `values` and `fields` are those of the same catalogue. */
  constructor(db: Database, values: StoredValues, fields: FieldTable) {
    this.#statements = new Statements(db);
    this.#stored = { values, fields };
    db.function('loose_words', { deterministic: true }, (text) =>
      typeof text === 'string' ? toLooseWords(text) : null,
    );
  }

  /** How sure a tag is of each photo that has it, 0…1. */
  listTagScores(tag: string, spaceId: number): Map<number, number> {
    const rows = this.#statements
      .get(
        'SELECT content_id, max(score) FROM tag WHERE space_id = ? AND name IN (SELECT value FROM json_each(?)) GROUP BY content_id',
      )
      .raw()
      .all(spaceId, JSON.stringify(this.#stored.values.list('tag', tag, spaceId))) as [number, number][];
    return new Map(rows);
  }

  /**
   * Photos of which one file fulfils all filters together; without filters all that have a file.
   * @param scope `scope`: what exists for the reader; `spaceId`: whose tags are asked
   * @returns ids in ascending order
   */
  listMatching(filters: readonly Filter[], scope: FilterScope): Uint32Array {
    const ids = this.#run(compileFilters(filters, scope, this.#stored));
    return IdSet.from(ids).toArray();
  }

  /** How many photos {@link listMatching} gives. */
  countMatching(filters: readonly Filter[], scope: FilterScope): number {
    return this.listMatching(filters, scope).length;
  }

  /** Of the files of some photos, those that fulfil all filters together. */
  listMatchingFiles(photoIds: readonly number[], filters: readonly Filter[], scope: FilterScope): Set<number> {
    return new Set(this.#run(compileFilters(filters, scope, this.#stored, photoIds)));
  }

  #run({ sql, parameters, named }: CompiledFilters): number[] {
    return JSON.parse(this.#statements.get(sql).pluck().get(parameters, named) as string) as number[];
  }
}
