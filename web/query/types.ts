import type { QueryTerm, RawFilter } from '../../src/search/query/types.js';

/** An image that was dropped, pasted or chosen. `key` finds its bytes, which are stored while the page is open. */
export interface UploadTerm {
  kind: 'upload';
  /** The name of its file. */
  value: string;
  key: string;
  weight: number;
}

/** Text that the parser refuses. It is sent as it is: the server's answer says what is wrong and suggests a correction. */
export interface RefusedTerm {
  kind: 'refused';
  value: string;
  /** Always 1: its weights, if any, are in the text. */
  weight: number;
}

/** A part of what is searched for. */
export type Term = QueryTerm | UploadTerm | RefusedTerm;

/** The page reads no values of filters: only the library knows what `taken:"last summer"` or `near:Paris` is. */
export type Filter = RawFilter;

/** A query as the page handles it: parts that are shown as chips. */
export interface Query {
  terms: readonly Term[];
  filters: readonly Filter[];
}

export const EMPTY_QUERY: Query = { terms: [], filters: [] };

export function isEmptyQuery({ terms, filters }: Query): boolean {
  return terms.length === 0 && filters.length === 0;
}
