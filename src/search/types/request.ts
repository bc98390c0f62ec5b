import type { Box } from '../../model/evidence.js';
import type { FieldRange } from '../../model/filter.js';
import type { ParsedQuery } from '../query/types.js';

/** How photos are found: by their vectors, by the text of names and metadata, or both, fused. */
export type SearchMode = 'hybrid' | 'vector' | 'text';

/** Orders of results within the relevant set. `taken`: newest first; `name`: A to Z; `size`: largest file first. */
export type SortOrder = 'relevance' | 'taken' | 'name' | 'size';

/** Options of a query. */
export interface SearchOptions {
  /** How many results at most, 1…1000. Default 20. */
  limit?: number;
  /** Where the page before ended: `nextCursor` of an answer to the same query. */
  cursor?: string;
  /** Default `hybrid`. */
  mode?: SearchMode;
  /** Default `relevance`. */
  sort?: SortOrder;
  /** Turn the sort order round. Default `false`. */
  reverse?: boolean;
  /** Give everything, ever less relevant, without a cut-off. Default `false`. */
  all?: boolean;
  /** Results of a smaller relevance are left out, 0…1. Default: a cut-off relative to the best match. */
  minRelevance?: number;
  /** Show near-identical shots as one result, the others in `collapsed`. Default `false`. */
  collapse?: boolean;
  /**
   * Show the files of one shot as one result, the others in `collapsed`: a raw file and its developed image, a photo and its film, an original and
   * its edited copy, by their names in one folder. Default `false`.
   */
  stack?: boolean;
  /**
   * Count the relevant set to its end, which may be 1,000 photos away, even where the page alone would not need it. Sorting, turning round and
   * collapsing always do. Default `false`: see `isTotalExact`.
   */
  exactTotal?: boolean;
  /** Further filters in the query language (`taken:2023 -camera:phone`), beside those in the query. */
  filters?: string;
  /** Conditions on fields that were set with `Library.put` or `Library.setFields`, all of which hold: `{ price: { max: 50 }, brand: ['Acme', 'Umbra'] }`. */
  fields?: FieldFilters;
  /**
   * The language of the query's texts, an ISO 639-1 code (`de`, `zh`), for models with several text towers. Default: it is recognised; a short word
   * that may be in several is understood in each.
   */
  language?: string;
  /** Store the query for `suggest`, because a person typed it. Default `false`. Queries of restricted readers are never stored. */
  remember?: boolean;
  /** Terms may name files of this machine. Default `true`; an entry point that others can reach sets `false`, and such terms are a `bad-query`. */
  allowPaths?: boolean;
  /** Ids of the spaces that answer; see `Library.spaces`. Default: all active ones, fused by rank. */
  spaces?: readonly number[];
  /** Names of the models that answer, in place of `spaces`. Default: those of all active spaces, fused by rank. */
  models?: readonly string[];
  signal?: AbortSignal;
}

/**
 * A condition on a field. A value: the field is this (of several texts, one of them is), texts whatever the case of their letters; a list: it is
 * one of these. A range, for numbers. `exists`: whether the field is set. `not`: neither this nor one of these; a photo without the field passes.
 */
export type FieldFilter =
  | number
  | string
  | boolean
  | readonly (number | string | boolean)[]
  | FieldRange
  | { exists: boolean }
  | { not: number | string | boolean | readonly (number | string | boolean)[] };

/** Conditions by the names of fields. */
export type FieldFilters = Readonly<Record<string, FieldFilter>>;

/** An image: a photo of the library, by its id or external id, a file anywhere, or an encoded image in memory. */
export type ImageTarget = { id: number } | { externalId: string } | { path: string } | { bytes: Uint8Array };

/** A query image. */
export type SimilarTarget = ImageTarget & {
  /** Only this part of it, in shares of the upright image. Default: the whole. */
  box?: Box;
};

/** One part of a combined query. Its vector is multiplied by `weight` before it is added to the query's direction; negative weights subtract. */
export type Term = ({ text: string } | { id: number } | { path: string } | { url: string } | { bytes: Uint8Array }) & {
  /** Not 0, −100…100. Default 1. */
  weight?: number;
};

/** A query as data, for programs: what the query language says in text. One of the three must say something; they hold together. */
export interface SearchQuery {
  /** In the query language. */
  text?: string;
  terms?: readonly Term[];
  /** In the query language, for example `taken:2023 -is:portrait`. */
  filters?: string;
}

/** A query that has terms, so that every result has a relevance. */
export type TermQuery = SearchQuery & { terms: readonly [Term, ...Term[]] };

/** Every form of a query: in the query language, as data, or parsed by `parseQuery`. */
export type QueryInput = string | SearchQuery | ParsedQuery;
