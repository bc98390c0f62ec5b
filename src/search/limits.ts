import { integer } from '../runtime/check-arguments.js';

/** Results of an answer by default. */
export const DEFAULT_LIMIT = 20;
/** Results of an answer at most. */
export const MAX_LIMIT = 1000;

/** The number of results that may be asked for. */
export const LIMIT = integer(1, MAX_LIMIT);
