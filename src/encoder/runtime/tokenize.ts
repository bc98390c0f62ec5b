import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Tokenizer } from '@huggingface/tokenizers';
import { PhotoseekError } from '../../errors.js';
import { MODEL_FILES } from '../models/model-folder.js';
import type { ModelDescription } from '../types.js';

/** A tokenized text. `ids` and `mask` have the same length. */
export interface Tokens {
  ids: number[];
  mask: number[];
  /** The text was longer than the model's input. */
  truncated: boolean;
}

/**
 * Loads a model's tokenizer; the function it returns is synchronous and takes well under a millisecond a text.
 * @throws PhotoseekError `model-invalid`
 */
export function loadTokenizer(model: ModelDescription): (text: string) => Tokens {
  const readJson = (file: string) => JSON.parse(readFileSync(join(model.folder, file), 'utf8'));
  let tokenizer: Tokenizer;
  try {
    tokenizer = new Tokenizer(readJson(MODEL_FILES.tokenizer), readJson(MODEL_FILES.tokenizerConfig));
  } catch (cause) {
    const reason = (cause as Error).message;
    throw new PhotoseekError('model-invalid', `The tokenizer in ${model.folder} is invalid: ${reason}`, { cause });
  }
  return (text) => fitLength(tokenizer.encode(text).ids, model.text);
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
