import type { SearchContext } from '../context.js';
import { nameEmoji } from '../embed/name-emoji.js';
import type { AskedTerm, TextHit } from '../model.js';
import type { CheckedOptions } from '../read-options.js';
import { matchText } from './match-text.js';
import { readTerms, type TextQuery } from './terms.js';

/** The terms that full-text search looks for: those of the texts that are added. `undefined`: no text is searched. */
export function readTextTerms(
  terms: readonly AskedTerm[],
  { mode }: Pick<CheckedOptions, 'mode'>,
): TextQuery | undefined {
  if (mode === 'vector') return undefined;
  const added = listTexts(terms, (weight) => weight > 0);
  return added.length === 0 ? undefined : readTerms(added, mode === 'text');
}

/**
 * Photos whose text holds the terms; not those whose own text holds one that is subtracted.
 * @param added of the same terms; see {@link readTextTerms}
 */
export function findTextHits(
  context: SearchContext,
  terms: readonly AskedTerm[],
  added: TextQuery | undefined,
  options: Pick<CheckedOptions, 'mode'>,
): readonly TextHit[] {
  if (added === undefined) return [];
  const hits = matchText(context, added);
  if (hits.length === 0) return hits;
  const without = listTexts(terms, (weight) => weight < 0).map((text) => readTerms([text], options.mode === 'text'));
  const left = new Set(
    without.flatMap((query) => matchText(context, query).flatMap((hit) => (hit.isByFolder ? [] : hit.photoId))),
  );
  return hits.filter(({ photoId }) => !left.has(photoId));
}

function listTexts(terms: readonly AskedTerm[], isMeant: (weight: number) => boolean): string[] {
  return terms.flatMap(({ source, weight }) => ('text' in source && isMeant(weight) ? nameEmoji(source.text) : []));
}
