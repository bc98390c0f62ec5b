import type { Condition } from '../../model/filter.js';
import { findNearest } from '../../runtime/find-nearest.js';

/** A filter's name. */
export type FilterName = Condition['field'];

/** Every filter with a valid example, for hints. */
export const FILTER_EXAMPLES: Record<FilterName, string> = {
  taken: 'taken:2023-06',
  in: 'in:/home/me/Pictures',
  folder: 'folder:Rome',
  ext: 'ext:jpg',
  camera: 'camera:Canon',
  lens: 'lens:50mm',
  near: 'near:"Paris" 30km',
  country: 'country:France',
  city: 'city:Paris',
  keyword: 'keyword:holiday',
  person: 'person:Anna',
  tag: 'tag:beach',
  rating: 'rating:>=4',
  size: 'size:>5MB',
  width: 'width:>3000',
  height: 'height:>3000',
  field: 'field:price<50',
  is: 'is:portrait',
};

/** Every filter's name. */
export const FILTER_NAMES = Object.keys(FILTER_EXAMPLES) as FilterName[];

/** Other accepted spellings. */
const ALIASES: Record<string, FilterName> = {
  date: 'taken',
  fields: 'field',
  keywords: 'keyword',
  people: 'person',
  tags: 'tag',
};

/** Names of terms: they precede a colon, too. */
const OTHER_NAMES = ['image', 'id'];

/** The filter of a name, in any case. */
export function findFilterName(name: string): FilterName | undefined {
  const lower = name.toLowerCase();
  return Object.hasOwn(FILTER_EXAMPLES, lower) ? (lower as FilterName) : ALIASES[lower];
}

/** The nearest right spelling of a name: at most two letters away, one for short names. */
export function suggestName(name: string): string | undefined {
  const names = [...FILTER_NAMES, ...Object.keys(ALIASES), ...OTHER_NAMES];
  return findNearest(name.toLowerCase(), names, name.length <= 3 ? 1 : 2);
}
