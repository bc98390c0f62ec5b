/** Words and signs between alternatives: photos of either. */

/** Words that are *or* in one language and something else in another: believed where a text is not English. */
const FOREIGN_WORDS = new Set(['o', 'u', 'of', 'albo', 'oppure', 'ofwel']);

/** Always a sign between two terms. */
const SIGN = /^(?:OR|\|\|?)$/;

/**
 * Words of several languages; between descriptions of several words they belong to them (`a black or white cat`). Short words that mean something else in
 * another language (`o`, Dutch `of`) are missing.
 */
const WORDS = new Set(['or', 'oder', 'ou', 'lub', 'или', 'або', 'veya', 'eller', 'หรือ', '或', '或者']);

/** A sign (`OR`, `|`), or a word that is one between single words. */
export type AlternativeSign = 'sign' | 'word';

/** Whether an unquoted word can stand between alternatives. */
export function readAlternativeSign(word: string): AlternativeSign | undefined {
  if (SIGN.test(word)) return 'sign';
  return WORDS.has(word.toLowerCase()) ? 'word' : undefined;
}

/** Whether parts are single ones with a word between them: `cat or dog`. */
export function isListOfSingle<Part>(parts: readonly Part[], isBetween: (part: Part) => boolean): boolean {
  return parts.length >= 3 && parts.length % 2 === 1 && parts.every((part, i) => isBetween(part) === (i % 2 === 1));
}

/** Whether a description, read without quotation marks, would be read as alternatives. */
export function readsAsAlternatives(text: string): boolean {
  const words = text.split(' ');
  if (words.some((word, i) => i > 0 && i < words.length - 1 && readAlternativeSign(word) === 'sign')) return true;
  return isListOfSingle(words, (word) => readAlternativeSign(word) !== undefined);
}

/**
 * The descriptions that a text with a word such as *or* between them names, with the first such word; `undefined` without one.
 * @param isForeign the text is not English: `o` may be such a word
 */
export function splitAtWords(text: string, isForeign = false): { parts: string[]; word: string } | undefined {
  const parts: string[][] = [[]];
  let first: string | undefined;
  for (const word of text.split(/\s+/).filter((part) => part !== '')) {
    if (readAlternativeSign(word) !== undefined || (isForeign && FOREIGN_WORDS.has(word.toLowerCase()))) {
      parts.push([]);
      first ??= word;
    } else parts.at(-1)?.push(word);
  }
  if (first === undefined || parts.some((part) => part.length === 0)) return undefined;
  return { parts: parts.map((part) => part.join(' ')), word: first };
}
