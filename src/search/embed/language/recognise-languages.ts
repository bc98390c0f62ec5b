import { findEnglishWord } from './english-words.js';
import { countFunctionWords } from './function-words.js';
import { languageOfScript } from './script-language.js';

/** Not recognised: ISO 639-2 for "undetermined". */
export const UNDETERMINED = 'und';

/** Latin letters with digits, dots or underscores between them are codes and file names. */
const WORDS = /(?<![\p{L}\p{N}_.])\p{L}[\p{L}\p{M}]*(?:['’]s)?(?![\p{L}\p{N}_]|\.\p{L})/gu;

/** A text of at least so many words is English when this share of them is: captions have names and rare words. Of fewer, letters say too little. */
const MIN_WORDS = 3;
const MIN_ENGLISH = 0.6;

/** Languages of the Latin alphabet that are told from each other. */
const LATIN = ['en', 'de', 'es', 'fr', 'it', 'nl', 'pl', 'pt', 'tr'];

/**
 * The languages that a text may be in, as ISO 639-1 codes, the likeliest first: one in most cases; several when a word alone means something else in
 * each (`gift`) or the signs contradict each other; `und` when it is no English and nothing says what it is. Other scripts and plain English are recognised
 * without a library.
 */
export async function recogniseLanguages(text: string): Promise<string[]> {
  const byScript = languageOfScript(text);
  if (byScript !== undefined) return [byScript];
  const words = text.match(WORDS) ?? [];
  const found = words.map((word) => findEnglishWord(word.replace(/['’]s$/, '')));
  const english = found.filter((word) => word !== undefined);
  const isAllEnglish = english.length === words.length;
  const plain = english.filter(({ alsoIn }) => alsoIn.length === 0);
  const signs = countFunctionWords(words);
  // Many foreign function words are in English dictionaries, too: `une`, `des`, `op`.
  if (words.length > 1 && signs.foreign > 0 && signs.foreign >= signs.english) {
    const detected = await detectLatin(text);
    const isForeign = detected !== 'en' && detected !== undefined;
    if (signs.foreign > signs.english && !isAllEnglish) return [isForeign ? detected : UNDETERMINED];
    if (signs.foreign > signs.english && isForeign) return [detected];
    return ['en', isForeign ? detected : UNDETERMINED];
  }
  if (isAllEnglish) {
    if (plain.length > 0 || words.length === 0) return ['en'];
    return ['en', ...new Set(english.flatMap(({ alsoIn }) => alsoIn))];
  }
  const isMostlyEnglish = words.length >= MIN_WORDS && plain.length >= MIN_ENGLISH * words.length;
  if (isMostlyEnglish && signs.english > 0) return ['en'];
  const detected = await detectSurely(text, words);
  if (detected !== undefined && detected !== 'en') return isMostlyEnglish ? ['en', detected] : [detected];
  if (isMostlyEnglish) return ['en'];
  // No word list is complete: neither is believed alone, unless the text is too short for its letters to say anything.
  return detected === 'en' && words.length >= MIN_WORDS ? ['en', UNDETERMINED] : [UNDETERMINED];
}

/** A word that one language alone has counts 1, letter sequences less. */
const IS_KNOWN_WORD = 0.5;
/** Of short texts, the second language is at most this likely, compared with the first: letters typed at random fit several alike. */
const MAX_SECOND = 0.4;
const VOWEL = /[aeiouyæœøı]/;

/** As {@link detectLatin}; a text of few words, none of which is known or a function word, must fit one language clearly better than the others. */
async function detectSurely(text: string, words: readonly string[]): Promise<string | undefined> {
  const { detectAll } = await import('tinyld/light');
  const [first, second] = detectAll(text, { only: LATIN });
  if (first === undefined || words.length >= MIN_WORDS || first.accuracy >= IS_KNOWN_WORD) return first?.lang;
  const isClear = (second?.accuracy ?? 0) <= MAX_SECOND * first.accuracy;
  const arePronounceable = words.every((word) => VOWEL.test(word.normalize('NFD').toLowerCase()));
  return isClear && arePronounceable ? first.lang : undefined;
}

/** By the frequency of letter sequences; `undefined`: not recognised. */
async function detectLatin(text: string): Promise<string | undefined> {
  const { detect } = await import('tinyld/light');
  return detect(text, { only: LATIN }) || undefined;
}
