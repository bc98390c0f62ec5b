import type { Space } from '../../search/spaces/space.js';
import type { DuplicateRow } from '../../store/queries/duplicate-queries.js';

/** Dependencies of the search for duplicates. */
export interface DuplicateWork {
  space: Space;
  /** Lets other work on this thread go on; see `createYielder`. */
  yieldIfDue(): Promise<void> | undefined;
  vectorOf(row: DuplicateRow): Float32Array | undefined;
  /** −1 when the photo has no vector. */
  cosineWith(vector: Float32Array, row: DuplicateRow): number;
  /** Smaller than the encoder's input: it was enlarged. */
  isSmall(row: DuplicateRow): boolean;
}
