import type { TextHit } from '../model.js';

/** Texts that hold all terms of the query are as likely meant as not, at least; a file whose name is the query is meant. */
export function textRelevance({ isExact, isByFolder }: Pick<TextHit, 'isExact' | 'isByFolder'>): number {
  if (isExact) return 1;
  return isByFolder ? 0 : 0.5;
}
