/** Damage that a decoder went on after. `truncated`: the image ends early, or cannot be read from some row on; the rest is blank. */
export type Defect = 'truncated';
