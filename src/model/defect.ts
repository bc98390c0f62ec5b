/**
 * Damage that a decoder went on after. `truncated`: the image ends early, or cannot be read from some row on; the rest is blank. `missing-pages`:
 * some pages of a document could not be read; the others are there.
 */
export type Defect = 'truncated' | 'missing-pages';
