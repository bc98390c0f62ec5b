import type { Operation } from '../app/operation.js';
import * as access from './access.js';
import * as indexing from './indexing.js';
import * as photos from './photos.js';
import * as searching from './searching.js';

/** The whole HTTP interface, in the order of the document. */
export const OPERATIONS: readonly Operation[] = [searching, photos, indexing, access].flatMap(
  (group) => Object.values(group) as Operation[],
);
