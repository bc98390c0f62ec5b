import { findEnglishWord } from './english-words.js';
import { languageOfScript } from './script-language.js';

/** Not recognised: ISO 639-2 for "undetermined". */
export const UNDETERMINED = 'und';

/** Latin letters with digits, dots or underscores between them are codes and file names. */
const WORDS = /(?<![\p{L}\p{N}_.])\p{L}[\p{L}\p{M}]*(?:['’]s)?(?![\p{L}\p{N}_]|\.\p{L})/gu;

/** A text of at least so many words is English when this share of them is: captions have names and rare words. */
const MIN_WORDS = 3;
const MIN_ENGLISH = 0.6;

/** Languages of the Latin alphabet that are told from each other. */
const LATIN = ['en', 'de', 'es', 'fr', 'it', 'nl', 'pl', 'pt', 'tr'];

/**
 * The languages that a text may be in, as ISO 639-1 codes, the likeliest first: one in most cases; several when a word alone means something else in
 * each (`gift`); `und` when it is no English and nothing says what it is. Other scripts and plain English are recognised without a library.
 */
export async function recogniseLanguages(text: string): Promise<string[]> {
  const byScript = languageOfScript(text);
  if (byScript !== undefined) return [byScript];
  const words = text.match(WORDS) ?? [];
  const found = words.map((word) => findEnglishWord(word.replace(/['’]s$/, '')));
  const english = found.filter((word) => word !== undefined);
  const plain = english.filter(({ alsoIn }) => alsoIn.length === 0);
  if (english.length === words.length) {
    if (plain.length > 0 || words.length === 0) return ['en'];
    return ['en', ...new Set(english.flatMap(({ alsoIn }) => alsoIn))];
  }
  if (words.length >= MIN_WORDS && plain.length >= MIN_ENGLISH * words.length) return ['en'];
  const { detect } = await import('tinyld/light');
  const detected = detect(text, { only: LATIN });
  if (detected === '') return [UNDETERMINED];
  // No word list is complete: neither is believed alone.
  return detected === 'en' ? ['en', UNDETERMINED] : [detected];
}
