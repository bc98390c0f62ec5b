/** A query, understood: what `parseQuery` makes of text and `printQuery` turns back into it. */

import type { Filter } from '../../model/filter.js';

/** One part of what is looked for. */
export interface QueryTerm {
  /** Words, the path of a picture, the address of one, or a photo of the library. */
  kind: 'text' | 'path' | 'url' | 'id';
  /** For `id`, the number in decimal. */
  value: string;
  /** Not 0, −100…100; negative is subtracted. */
  weight: number;
}

/** A query, understood. At least one term or filter. */
export interface ParsedQuery {
  terms: QueryTerm[];
  filters: Filter[];
}
