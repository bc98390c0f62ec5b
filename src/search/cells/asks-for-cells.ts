import type { AskedTerm } from '../model.js';
import type { CheckedOptions } from '../read-options.js';
import { readTerms } from '../text/terms.js';

/** The most words of a name for a thing: "cup", "red cup", "a red cup". */
const MAX_WORDS = 2;

/**
 * Whether a query looks for something that may be a small part of a photo: one term, a text of one or two words besides articles and the like, or
 * a part of an image. Of descriptions, the vector of the whole photo knows more.
 */
export function asksForCells(terms: readonly AskedTerm[], { mode }: Pick<CheckedOptions, 'mode'>): boolean {
  const [term, ...others] = terms;
  if (mode === 'text' || term === undefined || others.length > 0 || term.weight <= 0) return false;
  const { source } = term;
  if ('image' in source) return source.image.isPart === true;
  if (!('text' in source)) return false;
  const { significant } = readTerms([source.text], false);
  return significant.length > 0 && significant.length <= MAX_WORDS;
}
