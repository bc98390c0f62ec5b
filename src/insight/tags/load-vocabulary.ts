import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PhotoseekError } from '../../errors.js';
import { applyVocabulary, parseVocabulary, type VocabularyWord } from './vocabulary.js';

/** The words that ship with the program. */
export const SHIPPED_VOCABULARY = fileURLToPath(new URL('../../../data/tags/vocabulary.txt', import.meta.url));

/** Name of the user's own list in a library's folder. */
export const OWN_VOCABULARY = 'tags.txt';

/** The words of a library. */
export interface LoadedVocabulary {
  /** What photos are tagged with. */
  words: VocabularyWord[];
  /** The words that ship: what a photo's likeness to a word is measured against, whatever the words are. */
  background: VocabularyWord[];
}

let shipped: Promise<VocabularyWord[]> | undefined;

/** The words that ship, or the library's own where its folder holds a `tags.txt`. @throws PhotoseekError `bad-argument` */
export async function loadVocabulary(folder: string): Promise<LoadedVocabulary> {
  shipped ??= readFile(SHIPPED_VOCABULARY, 'utf8').then((text) => parseVocabulary(text, SHIPPED_VOCABULARY).words);
  const background = await shipped;
  const file = join(folder, OWN_VOCABULARY);
  const text = await readFile(file, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return undefined;
    throw new PhotoseekError('bad-argument', `The vocabulary ${file} cannot be read: ${cause.message}.`, { cause });
  });
  const words = text === undefined ? background : applyVocabulary(background, parseVocabulary(text, file));
  return { words, background };
}
