/** Control characters, which the normalisation of SentencePiece drops. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is meant.
const DROPPED = /[\u0001-\u0008\u000b\u000e-\u001f\u007f\u008f\u009f]/g;

/** Characters that it reads as a space. */
const SPACES = /[\t\n\f\r\u00a0\u1680\u2000-\u200f\u2028\u2029\u202f\u205f\u2581\u3000\ufeff\ufffd]/g;

/**
 * The normalisation of a SentencePiece model (`nmt_nfkc`), as `@huggingface/tokenizers` does it: NFKC but for the fullwidth tilde, one space between
 * words, none around the text.
 */
export function normalizeText(text: string): string {
  const spaced = text.replace(DROPPED, '').replace(SPACES, ' ');
  const composed = spaced
    .split('\uff5e')
    .map((part) => part.normalize('NFKC'))
    .join('\uff5e');
  return composed.replace(/ {2,}/g, ' ').trim();
}
