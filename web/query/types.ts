/** A query as the page handles it: parts that can be shown as chips. */

/** Words, a photo of the library, or a picture that was brought here. */
export type Term =
  | { kind: 'text'; value: string; weight: number }
  | { kind: 'id'; value: number; weight: number }
  /** A picture on the web, for servers that may fetch it. */
  | { kind: 'url'; value: string; weight: number }
  /** `key` finds the bytes, which are kept while the page is open. */
  | { kind: 'picture'; value: string; key: string; weight: number };

/** A filter of the query language, as it is written: `taken:2023`, `camera:"Canon EOS 5D"`. */
export interface Filter {
  text: string;
  negated: boolean;
}

export interface Query {
  terms: readonly Term[];
  filters: readonly Filter[];
}

export const EMPTY_QUERY: Query = { terms: [], filters: [] };

export function isEmptyQuery({ terms, filters }: Query): boolean {
  return terms.length === 0 && filters.length === 0;
}
