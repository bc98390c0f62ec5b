/**
 * Fields of full-text search, in the order of the columns of `file_text`. The weight says how much a match tells about a photo: a
 * folder's name stands for many photos at once.
 */
const FIELDS = [
  { name: 'name', weight: 10 },
  { name: 'folder', weight: 1 },
  { name: 'title', weight: 8 },
  { name: 'description', weight: 4 },
  { name: 'keywords', weight: 8 },
  { name: 'people', weight: 8 },
  { name: 'place', weight: 4 },
] as const;

/** A field of a photo's text. */
export type TextField = (typeof FIELDS)[number]['name'];

/** In the order of their columns. */
export const TEXT_FIELDS: readonly TextField[] = FIELDS.map(({ name }) => name);

/** Arguments of `bm25` after the table. */
export const TEXT_WEIGHTS: string = FIELDS.map(({ weight }) => weight).join(', ');
