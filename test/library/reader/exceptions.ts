import type { Method } from './given.js';

/**
 * What servers of published libraries do not answer yet: each of these is refused with `not-published`, and the contract fails for one that is answered.
 * A method that is built leaves this list, and its cases run for both sides from then on; nothing else is to be changed.
 */
export const NOT_PUBLISHED: readonly Method[] = ['duplicates', 'findFace', 'suggestedPeople'];
