import type { EncodedText } from '../../encoder/types.js';

/** The words of a text that none of its encodings knows: one that a tower or a model knows is of use. */
export function listUnknownToAll(encoded: readonly Pick<EncodedText, 'unknownWords'>[]): readonly string[] {
  const [first = [], ...others] = encoded.map(({ unknownWords = [] }) => unknownWords);
  return first.filter((word) => others.every((words) => words.includes(word)));
}
