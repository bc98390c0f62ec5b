import { createHash } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Encoder, ModelDescription } from '../../encoder/types.js';
import { decodeFloat16, encodeFloat16 } from '../../store/float16.js';
import type { VocabularyWord } from './vocabulary.js';

/** Vectors of the words that ship, as the embedded model sees them. */
const SHIPPED_FOLDER = fileURLToPath(new URL('../../../data/tags', import.meta.url));

/** Texts encoded at a time: queries are not kept waiting longer. */
const BATCH = 8;

/** Vectors of words, one after the other. */
export interface WordVectors {
  words: readonly VocabularyWord[];
  data: Float32Array;
}

/**
 * The vectors of words: as they ship, as they were kept in `folder`, or encoded now and kept. A file is named for what it holds, so that it
 * is never out of date, and can be deleted at any time.
 */
export async function getWordVectors(
  words: readonly VocabularyWord[],
  encoder: Encoder,
  folder: string,
): Promise<WordVectors> {
  const name = nameWordVectors(words, encoder.model);
  for (const place of [SHIPPED_FOLDER, folder]) {
    const bytes = await readFile(join(place, name)).catch(() => undefined);
    if (bytes?.length !== words.length * encoder.model.dim * 2) continue;
    const data = new Float32Array(words.length * encoder.model.dim);
    decodeFloat16(bytes, data);
    return { words, data };
  }
  const data = await encodeWords(words, encoder);
  await keep(join(folder, name), encodeFloat16(data));
  return { words, data };
}

/** Name of the file that holds them. */
export function nameWordVectors(words: readonly VocabularyWord[], { revision, dtype }: ModelDescription): string {
  const hash = createHash('sha256').update(JSON.stringify([revision, dtype, words.map(({ prompts }) => prompts)]));
  return `word-vectors-${hash.digest('hex').slice(0, 16)}.f16`;
}

/** A word's vector is the middle of its prompts'. */
export async function encodeWords(words: readonly VocabularyWord[], encoder: Encoder): Promise<Float32Array> {
  const { dim } = encoder.model;
  const data = new Float32Array(words.length * dim);
  const prompts = words.flatMap(({ prompts }, word) => prompts.map((text) => ({ text, word })));
  for (let at = 0; at < prompts.length; at += BATCH) {
    const batch = prompts.slice(at, at + BATCH);
    const encoded = await encoder.encodeTexts(batch.map(({ text }) => text));
    for (const [i, { vector }] of encoded.entries()) {
      const offset = (batch[i] as (typeof batch)[number]).word * dim;
      for (let j = 0; j < dim; j++) data[offset + j] = (data[offset + j] as number) + (vector[j] as number);
    }
  }
  for (let word = 0; word < words.length; word++) normalise(data.subarray(word * dim, (word + 1) * dim));
  return data;
}

function normalise(vector: Float32Array): void {
  let sum = 0;
  for (const value of vector) sum += value * value;
  const length = Math.sqrt(sum) || 1;
  for (let i = 0; i < vector.length; i++) vector[i] = (vector[i] as number) / length;
}

/** Whole or not there; a folder that takes no files costs time, not the tags. */
async function keep(file: string, bytes: Uint8Array): Promise<void> {
  const unfinished = `${file}.${process.pid}.unfinished`;
  await writeFile(unfinished, bytes)
    .then(() => rename(unfinished, file))
    .catch(() => {});
}
