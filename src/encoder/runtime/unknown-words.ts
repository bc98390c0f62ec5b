/** Letters of alphabets; characters of other scripts stand for syllables or words. */
const ALPHABETIC = /^[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Arabic}\p{Script=Hebrew}\p{M}]+$/u;

/** A shorter word is seldom meant to say something. */
const MIN_LETTERS = 3;

/**
 * The least letters that a piece of a known word has on average, for words of few and of many pieces. In the tokenizer of the embedded model,
 * 2 of 3,099 words of captions have fewer (snub, twirls). `pug` has 1.5 in two pieces, `corgi` 1.7 in three, `asdfghjkl` 1.8 in five, `qwxzvk` and
 * most Russian words 1.
 */
const MIN_LETTERS_PER_PIECE = { few: 1.5, many: 2 };
const MANY_PIECES = 4;

/**
 * How pieces behind the first begin in the tokenizers that this was measured on (WordPiece). Pieces of others say less: of 784
 * words of queries in fifteen languages, whose photos a model with a Unigram vocabulary of these languages finds, 55 would be unknown.
 */
const CONTINUATION = '##';

/**
 * Words of a text that a model cannot know: its tokenizer has no piece for them, or only such as are little more than single letters, whose
 * vectors mean nothing.
 * @param split the pieces of a word
 * @param unknownPiece stands for what the tokenizer has no piece for
 */
export function findUnknownWords(
  text: string,
  split: (word: string) => readonly string[],
  unknownPiece: string | undefined,
): string[] {
  return findWords(text).filter((word) => {
    const pieces = split(word);
    if (unknownPiece !== undefined && pieces.includes(unknownPiece)) return true;
    if (!pieces.slice(1).every((piece) => piece.startsWith(CONTINUATION))) return false;
    const letters = [...word.matchAll(/\p{L}/gu)].length;
    const least = MIN_LETTERS_PER_PIECE[pieces.length < MANY_PIECES ? 'few' : 'many'];
    if (ALPHABETIC.test(word)) return letters >= MIN_LETTERS && letters / pieces.length < least;
    return letters > 1 ? pieces.length >= letters : pieces.length > 1;
  });
}

/** The distinct words of a text. Those with digits are codes and are left out. */
export function findWords(text: string): string[] {
  const words = text.match(/[\p{L}\p{N}\p{M}]+/gu) ?? [];
  return [...new Set(words)].filter((word) => !/\p{N}/u.test(word));
}
