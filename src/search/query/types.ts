/** A query of the query language, before and after the values of its filters are read. */

import type { Filter } from '../../model/filter.js';
import type { FilterName } from './filter-names.js';

/** One part of what is searched for. */
export interface QueryTerm {
  /** A description, the path of an image, the URL of an image, or a photo of the library. */
  kind: 'text' | 'path' | 'url' | 'id';
  /** For `id`, the number in decimal. */
  value: string;
  /** −100…100, not 0; negative is subtracted. */
  weight: number;
  /** All of the query's text, in quotation marks that it does not need: no names of people are looked for in it. */
  isQuoted?: true;
  /** It begins an alternative: photos answer that fit this term and those after it, or those before it. */
  or?: true;
}

/** A parsed query: `parseQuery` makes it of text, `printQuery` turns it back. At least one term or filter. */
export interface ParsedQuery {
  terms: QueryTerm[];
  filters: Filter[];
}

/** A filter whose value is not read yet: `taken:"last summer"`. */
export interface RawFilter {
  name: FilterName;
  /** As written, without quotation marks. */
  value: string;
  negated: boolean;
  /** Alternatives, without some of their own. */
  or?: readonly RawFilter[];
}

/** The syntax of a query: everything that follows from its text alone, without a clock, a list of places or a file system. */
export interface QuerySyntax {
  terms: QueryTerm[];
  filters: RawFilter[];
}
