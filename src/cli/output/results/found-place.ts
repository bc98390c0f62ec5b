import { formatLocation } from '../../../model/format-location.js';
import type { SearchResult } from '../../../search/types/answer.js';

/** Where in its file a photo was found, by its best evidence: `p. 7`, `@ 1:23`. The empty text where that is the file as a whole. */
export function findPlaceOf({ evidence: [best] }: Pick<SearchResult, 'evidence'>): string {
  return best?.frame === undefined ? '' : formatLocation(best.frame);
}
