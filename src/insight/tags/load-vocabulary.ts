import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PhotoseekError } from '../../errors.js';
import { applyVocabulary, parseVocabulary, type VocabularyTerm } from './vocabulary.js';

/** The vocabulary that ships with the program. */
export const SHIPPED_VOCABULARY = fileURLToPath(new URL('../../../data/tags/vocabulary.txt', import.meta.url));

/** Name of the user's own vocabulary in a library's folder. */
export const OWN_VOCABULARY = 'tags.txt';

/** The vocabulary of a library. */
export interface LoadedVocabulary {
  /** The vocabulary that photos are tagged with. */
  terms: VocabularyTerm[];
  /** The shipped terms, whatever the vocabulary: their cosines with a photo are the background distribution of its z-scores. */
  background: VocabularyTerm[];
}

let shipped: Promise<VocabularyTerm[]> | undefined;

/** The vocabulary that ships. */
export function loadShippedVocabulary(): Promise<VocabularyTerm[]> {
  shipped ??= readFile(SHIPPED_VOCABULARY, 'utf8').then((text) => parseVocabulary(text, SHIPPED_VOCABULARY).terms);
  return shipped;
}

/** The shipped vocabulary, or the library's own where its folder holds a `tags.txt`. @throws PhotoseekError `bad-argument` */
export async function loadVocabulary(folder: string): Promise<LoadedVocabulary> {
  const background = await loadShippedVocabulary();
  const file = join(folder, OWN_VOCABULARY);
  const text = await readFile(file, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return undefined;
    throw new PhotoseekError('bad-argument', `The vocabulary ${file} cannot be read: ${cause.message}.`, { cause });
  });
  const terms = text === undefined ? background : applyVocabulary(background, parseVocabulary(text, file));
  return { terms, background };
}
