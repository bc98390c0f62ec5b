/** Scripts whose words are not separated by blanks: the full-text index would take a whole sentence for one word. */
const IDEOGRAPHS = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/gu;

/** The index folds letters one by one, and the capital of this one is two. */
const SHARP_S = /[ßẞ]/gu;

/**
 * Makes each ideograph a word of its own, and `Straße` what `STRASSE` is. Texts of frames are stored so, and words are looked for so: those of several
 * ideographs as a phrase, which finds them anywhere in a sentence.
 */
export function prepareWords(text: string): string {
  return text.replace(SHARP_S, 'ss').replace(IDEOGRAPHS, ' $& ');
}
