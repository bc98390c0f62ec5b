import type { Condition } from '../../model/filter.js';
import { findNearest, findSpelling } from '../../runtime/find-nearest.js';

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
  duration: 'duration:>1min',
  field: 'field:price<50',
  text: 'text:"invoice 2024"',
  object: 'object:dog',
  faces: 'faces:2',
  color: 'color:red',
  has: 'has:audio',
  is: 'is:portrait',
};

/** Every filter's name. */
export const FILTER_NAMES = Object.keys(FILTER_EXAMPLES) as FilterName[];

/** Other accepted spellings. */
const ALIASES: Record<string, FilterName> = {
  date: 'taken',
  colors: 'color',
  colour: 'color',
  colours: 'color',
  count: 'object',
  objects: 'object',
  fields: 'field',
  keywords: 'keyword',
  people: 'person',
  tags: 'tag',
};

/** Names of terms: they precede a colon, too. */
const OTHER_NAMES = ['image', 'id'];

const SPELLINGS = [...FILTER_NAMES, ...Object.keys(ALIASES), ...OTHER_NAMES];

/** The filter of a name, in any case. */
export function findFilterName(name: string): FilterName | undefined {
  const lower = name.toLowerCase();
  return Object.hasOwn(FILTER_EXAMPLES, lower) ? (lower as FilterName) : ALIASES[lower];
}

/** Words that people write for a filter, which are no names of it. */
const MEANINGS: Record<string, readonly FilterName[]> = {
  ...{ after: ['taken'], before: ['taken'], since: ['taken'], until: ['taken'], from: ['taken'], when: ['taken'] },
  ...{ day: ['taken'], month: ['taken'], year: ['taken'], time: ['taken'] },
  ...{ type: ['ext'], format: ['ext'], filetype: ['ext'], extension: ['ext'] },
  ...{ where: ['near', 'city', 'country'], place: ['near', 'city', 'country'], location: ['near', 'city', 'country'] },
  ...{ town: ['city'], land: ['country'], album: ['folder'], dir: ['folder'], path: ['in', 'folder'] },
  ...{ who: ['person'], face: ['person', 'faces'], label: ['tag', 'keyword'], subject: ['tag', 'keyword'] },
  ...{ stars: ['rating'], score: ['rating'], orientation: ['is'], shape: ['is'] },
  ...{ device: ['camera'], model: ['camera'], make: ['camera'], phone: ['camera'] },
};

/** Filters that may have been meant by a name that none has: those of that meaning, or else of the nearest spelling. The likeliest first. */
export function suggestNames(name: string): readonly string[] {
  const lower = name.toLowerCase();
  if (Object.hasOwn(MEANINGS, lower)) return MEANINGS[lower] as readonly string[];
  const spelt = findSpelling(name, SPELLINGS);
  if (spelt !== undefined) return [spelt];
  if (name.length <= 3) return [];
  // Of a misspelt word, everything as near as that.
  const words = Object.keys(MEANINGS).filter((word) => nearest(name, [word], 2) !== undefined);
  return [...new Set(words.flatMap((word) => MEANINGS[word] as readonly string[]))].slice(0, 3);
}

/** Whether a name is that of a filter but for one letter: nobody writes such a word before a colon by chance. */
export function isNearMiss(name: string): boolean {
  return name.length > 3 && nearest(name, SPELLINGS, 1) !== undefined;
}

function nearest(name: string, names: readonly string[], most: number): string | undefined {
  return findNearest(name.toLowerCase(), names, most);
}
