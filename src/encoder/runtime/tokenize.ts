import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Tokenizer } from '@huggingface/tokenizers';
import { PhotoseekError } from '../../errors.js';
import { MODEL_FILES } from '../models/model-folder.js';
import type { ModelDescription } from '../types.js';
import { findUnknownWords } from './unknown-words.js';

/** A tokenized text. `ids` and `mask` have the same length. */
export interface Tokens {
  ids: number[];
  mask: number[];
  /** The text was longer than the model's input. */
  truncated: boolean;
  /** See `EncodedText`. */
  unknownWords?: readonly string[];
}

/**
 * Loads a model's tokenizer; the function it returns is synchronous and takes well under a millisecond a text.
 * @throws PhotoseekError `model-invalid`
 */
export function loadTokenizer(model: ModelDescription): (text: string) => Tokens {
  const readJson = (file: string) => JSON.parse(readFileSync(join(model.folder, file), 'utf8'));
  let tokenizer: Tokenizer;
  let unknownPiece: string | undefined;
  try {
    const description = readJson(MODEL_FILES.tokenizer);
    tokenizer = new Tokenizer(description, readJson(MODEL_FILES.tokenizerConfig));
    unknownPiece = description.model.unk_token;
  } catch (cause) {
    const reason = (cause as Error).message;
    throw new PhotoseekError('model-invalid', `The tokenizer in ${model.folder} is invalid: ${reason}`, { cause });
  }
  const split = (word: string) => tokenizer.tokenize(word, { add_special_tokens: false });
  return (text) => {
    const tokens = fitLength(tokenizer.encode(text).ids, model.text);
    const unknownWords = findUnknownWords(text, split, unknownPiece);
    return unknownWords.length === 0 ? tokens : { ...tokens, unknownWords };
  };
}

/** Truncates to the model's length, keeping the end-of-text token (CLIP pools the text there), and pads for models trained with padding. */
export function fitLength(ids: readonly number[], text: ModelDescription['text']): Tokens {
  const { maxTokens, padToMax, padTokenId } = text;
  const truncated = ids.length > maxTokens;
  const fitted = truncated ? [...ids.slice(0, maxTokens - 1), ids[ids.length - 1] as number] : [...ids];
  const mask = fitted.map(() => 1);
  while (padToMax && fitted.length < maxTokens) {
    fitted.push(padTokenId);
    mask.push(0);
  }
  return { ids: fitted, mask, truncated };
}
