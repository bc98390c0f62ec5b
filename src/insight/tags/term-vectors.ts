import { createHash } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promptsOf } from '../../encoder/models/families.js';
import type { Encoder, ModelDescription } from '../../encoder/types.js';
import { decodeFloat16, encodeFloat16 } from '../../runtime/float16.js';
import type { VocabularyTerm } from './vocabulary.js';

/** Vectors of the shipped terms in the embedded model's space. */
const SHIPPED_FOLDER = fileURLToPath(new URL('../../../data/tags', import.meta.url));

/** Texts encoded at a time: a query waits for one batch at most. */
const BATCH_SIZE = 8;

/** Vectors of terms, one after the other. */
export interface TermVectors {
  terms: readonly VocabularyTerm[];
  data: Float32Array;
}

/**
 * The vectors of terms: shipped, cached in `folder`, or encoded now and cached there. A cache file is named by a hash of its contents' sources,
 * so that it is never out of date, and can be deleted at any time.
 */
export async function getTermVectors(
  terms: readonly VocabularyTerm[],
  encoder: Encoder,
  folder: string,
): Promise<TermVectors> {
  const name = nameTermVectors(terms, encoder.model);
  for (const place of [SHIPPED_FOLDER, folder]) {
    const bytes = await readFile(join(place, name)).catch(() => undefined);
    if (bytes?.length !== terms.length * encoder.model.dim * 2) continue;
    const data = new Float32Array(terms.length * encoder.model.dim);
    decodeFloat16(bytes, data);
    return { terms, data };
  }
  const data = await encodeTerms(terms, encoder);
  await writeCache(join(folder, name), encodeFloat16(data));
  return { terms, data };
}

/** Name of the file that holds them. */
export function nameTermVectors(terms: readonly VocabularyTerm[], model: ModelDescription): string {
  const { revision, dtype } = model;
  const prompts = terms.map((term) => toPrompts(term, model));
  const hash = createHash('sha256').update(JSON.stringify([revision, dtype, prompts]));
  return `word-vectors-${hash.digest('hex').slice(0, 16)}.f16`;
}

/** A term's vector is the mean of its prompts', of unit length again. */
export async function encodeTerms(terms: readonly VocabularyTerm[], encoder: Encoder): Promise<Float32Array> {
  const { dim } = encoder.model;
  const data = new Float32Array(terms.length * dim);
  const prompts = terms.flatMap((term, i) => toPrompts(term, encoder.model).map((text) => ({ text, term: i })));
  for (let at = 0; at < prompts.length; at += BATCH_SIZE) {
    const batch = prompts.slice(at, at + BATCH_SIZE);
    const encoded = await encoder.encodeTexts(batch.map(({ text }) => text));
    for (const [i, { vector }] of encoded.entries()) {
      const offset = (batch[i] as (typeof batch)[number]).term * dim;
      for (let j = 0; j < dim; j++) data[offset + j] = (data[offset + j] as number) + (vector[j] as number);
    }
  }
  for (let term = 0; term < terms.length; term++) normalise(data.subarray(term * dim, (term + 1) * dim));
  return data;
}

/** The texts of a term: those that are written, or the one that the model's family has for its name. */
function toPrompts({ name, prompts }: VocabularyTerm, model: ModelDescription): readonly string[] {
  if (prompts.length > 0) return prompts;
  return [promptsOf(model).tag.replaceAll('{}', name)];
}

function normalise(vector: Float32Array): void {
  let sum = 0;
  for (const value of vector) sum += value * value;
  const length = Math.sqrt(sum) || 1;
  for (let i = 0; i < vector.length; i++) vector[i] = (vector[i] as number) / length;
}

/** Atomic. A folder that cannot be written costs time, not the tags. */
async function writeCache(file: string, bytes: Uint8Array): Promise<void> {
  const unfinished = `${file}.${process.pid}.unfinished`;
  await writeFile(unfinished, bytes)
    .then(() => rename(unfinished, file))
    .catch(() => {});
}
