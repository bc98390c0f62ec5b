import type { Compiled } from '../../../../store/queries/compiled.js';

/** The values of a statement: texts of SQL hold their numbers only. */
export class Bindings {
  readonly values: unknown[] = [];

  /** The place of a value in the statement: `$3`. */
  add(value: unknown): string {
    return `$${this.values.push(value)}`;
  }

  text(value: string): string {
    return `${this.add(cleanText(value))}::text`;
  }

  texts(values: readonly string[]): string {
    return `${this.add(values.map(cleanText))}::text[]`;
  }

  /** Numbers are compared as such whatever the type of the column. */
  number(value: number): string {
    return `${this.add(value)}::float8`;
  }

  ids(values: Iterable<number>): string {
    return `${this.add([...values])}::bigint[]`;
  }

  /** A clause with question marks, of which both databases understand the rest. */
  clause({ sql, parameters }: Compiled): string {
    const bound = parameters.map((value) => (typeof value === 'string' ? this.text(value) : this.number(value)));
    let next = 0;
    return sql.replace(/\?/g, () => bound[next++] as string);
  }
}

/** PostgreSQL has no zero byte in texts: nothing that is stored equals one with it. */
function cleanText(text: string): string {
  return text.replace(/[\0\p{Cs}]/gu, '\ufffd');
}
