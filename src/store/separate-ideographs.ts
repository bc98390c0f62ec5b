/** Scripts whose words are not separated by blanks: the full-text index would take a whole sentence for one word. */
const IDEOGRAPHS = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/gu;

/**
 * Makes each ideograph a word of its own. Texts are stored so, and words are looked for so: those of several ideographs as a phrase, which finds them
 * anywhere in a sentence.
 */
export function separateIdeographs(text: string): string {
  return text.replace(IDEOGRAPHS, ' $& ');
}
