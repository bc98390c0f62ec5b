import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Tokenizer } from '@huggingface/tokenizers';
import { PhotoseekError } from '../../errors.js';
import { MODEL_FILES, UNIGRAM_FILE } from '../models/model-files.js';
import type { TextTower } from '../types.js';
import { fitLength, type Tokens } from './tokens.js';
import { UnigramTable } from './unigram/unigram-table.js';
import { tokenizeUnigram } from './unigram/unigram-tokenizer.js';
import { findUnknownWords, findWords } from './unknown-words.js';

/**
 * Loads the tokenizer of a text tower; the function it returns is synchronous and takes well under a millisecond a text.
 * @throws PhotoseekError `model-invalid`
 */
export function loadTokenizer(tower: TextTower): (text: string) => Tokens {
  const compact = join(tower.folder, UNIGRAM_FILE);
  const { encode, findUnknown } = existsSync(compact) ? loadUnigram(compact) : loadDescribed(tower.folder);
  const { prefix = '', lowerCase = false } = tower;
  return (text) => {
    const prepared = prefix + (lowerCase ? text.toLowerCase() : text);
    const tokens = fitLength(encode(prepared), tower);
    const unknownWords = findUnknown(text);
    return unknownWords.length === 0 ? tokens : { ...tokens, unknownWords };
  };
}

interface LoadedTokenizer {
  encode(text: string): readonly number[];
  findUnknown(text: string): string[];
}

/** From `tokenizer.json`. */
function loadDescribed(folder: string): LoadedTokenizer {
  const readJson = (file: string) => JSON.parse(readFileSync(join(folder, file), 'utf8'));
  try {
    const description = readJson(MODEL_FILES.tokenizer);
    const tokenizer = new Tokenizer(description, readJson(MODEL_FILES.tokenizerConfig));
    const unknownPiece = description.model.unk_token as string | undefined;
    const split = (word: string) => tokenizer.tokenize(word, { add_special_tokens: false });
    return {
      encode: (text) => tokenizer.encode(text).ids,
      findUnknown: (text) => findUnknownWords(text, split, unknownPiece),
    };
  } catch (cause) {
    const reason = (cause as Error).message;
    throw new PhotoseekError('model-invalid', `The tokenizer in ${folder} is invalid: ${reason}`, { cause });
  }
}

/** From its compact form. Pieces of several languages leave few words without meaning: unknown are those with a character that has no piece. */
function loadUnigram(file: string): LoadedTokenizer {
  const table = new UnigramTable(file);
  const encode = (text: string) => tokenizeUnigram(table, text);
  return {
    encode,
    findUnknown: (text) => findWords(text).filter((word) => encode(word).includes(table.unknownId)),
  };
}
