import type { LibrarySpace } from '../../search/spaces/space.js';
import type { DuplicateTurn } from '../../search/types/duplicates.js';
import type { DuplicateRow } from '../../store/queries/duplicate-queries.js';

/** Dependencies of the search for duplicates. */
export interface DuplicateWork {
  space: LibrarySpace;
  /** Lets other work on this thread go on; see `createYielder`. */
  yieldIfDue(): Promise<void> | undefined;
  vectorOf(row: DuplicateRow): Float32Array | undefined;
  /** By id; at most a thousand photos at a time. */
  readVectors(rows: readonly DuplicateRow[]): Map<number, Float32Array>;
  /** −1 when the photo has no vector. */
  cosineWith(vector: Float32Array, row: DuplicateRow): number;
  /** Smaller than the encoder's input: it was enlarged. */
  isSmall(row: DuplicateRow): boolean;
  /**
   * Whether two photos look the same, place by place, and no different text was read in them; with `turn`, the second as the first turned so.
   * `false` where one cannot be read now.
   */
  looksSame(a: DuplicateRow, b: DuplicateRow, turn?: DuplicateTurn): Promise<boolean>;
  /** Whether both show the same text: of pages, that says more than how they look. */
  haveOneText(a: DuplicateRow, b: DuplicateRow): boolean;
  /** Says which photos are compared next: they are read while others are compared. */
  readAhead(rows: readonly DuplicateRow[]): void;
  /** Whether the image may be a surface, as its vector says: its hash is made of noise. */
  mayBeSurface(row: DuplicateRow): boolean;
  /** Whether the vector says too little to confirm a scene: that of a page or a surface is near all others of its kind. */
  saysLittle(row: DuplicateRow): Promise<boolean>;
}
