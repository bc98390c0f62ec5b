import type { TextTower } from '../types.js';

/** A tokenized text. `ids` and `mask` have the same length. */
export interface Tokens {
  ids: number[];
  mask: number[];
  /** The text was longer than the model's input. */
  truncated: boolean;
  /** See `EncodedText`. */
  unknownWords?: readonly string[];
}

/** Truncates to the model's length, and pads for models trained with padding. */
export function fitLength(
  ids: readonly number[],
  tower: Pick<TextTower, 'maxTokens' | 'padToMax' | 'padTokenId'>,
): Tokens {
  const { maxTokens, padToMax, padTokenId } = tower;
  const fitted = truncate(ids, maxTokens);
  const tokens = { ids: fitted, mask: fitted.map(() => 1), truncated: ids.length > maxTokens };
  return padToMax ? padTokens(tokens, maxTokens, padTokenId) : tokens;
}

/** Lengthens a text with padding tokens, which do not count; for a graph that takes texts of one length. A longer one is truncated. */
export function padTokens(tokens: Tokens, length: number, padTokenId: number): Tokens {
  const { ids, mask } = tokens;
  if (ids.length > length) {
    const { truncated: _, ...rest } = tokens;
    const kept = truncate(ids, length);
    return { ...rest, ids: kept, mask: kept.map(() => 1), truncated: true };
  }
  const missing = Array.from({ length: length - ids.length });
  return { ...tokens, ids: [...ids, ...missing.map(() => padTokenId)], mask: [...mask, ...missing.map(() => 0)] };
}

/** Keeps the end-of-text token: CLIP pools the text there. */
function truncate(ids: readonly number[], length: number): number[] {
  return ids.length > length ? [...ids.slice(0, length - 1), ids[ids.length - 1] as number] : [...ids];
}
