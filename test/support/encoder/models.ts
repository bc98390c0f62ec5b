import { cp, mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The first version of the embedded model: libraries that were made with it exist. */
export const FIRST_MODEL = 'photoseek-mini';

/** Its folder, which holds all of its files. */
export const MODEL_FOLDER = fileURLToPath(new URL('../../../data/models/photoseek-mini', import.meta.url));

/** The second text tower of the embedded model, with the tokenizer that its compact form is made from. */
export const MULTILINGUAL_FOLDER = fileURLToPath(
  new URL('../../../data/models/photoseek-mini-2/multilingual', import.meta.url),
);

/** A CLIP of 35 KB with the same files, inputs and outputs; made by `scripts/make-toy-clip.py`. Its vectors mean nothing. */
export const TOY_MODEL_FOLDER = fileURLToPath(new URL('../../fixtures/models/toy-clip', import.meta.url));

/** Options for models that need no download: a hub that receives no request. */
export const OFFLINE = { cache: '/nowhere', hub: 'http://127.0.0.1:9/' };

/** A copy of a model, by default the first embedded one, in a folder that does not exist yet. */
export async function copyModel(into: string, name = 'model', from = MODEL_FOLDER): Promise<string> {
  const folder = join(into, name);
  await mkdir(dirname(folder), { recursive: true });
  await cp(from, folder, { recursive: true });
  return folder;
}

/** Of two vectors of length 1. */
export function cosine(a: Float32Array | undefined, b: Float32Array | undefined): number {
  if (a === undefined || b === undefined) return Number.NaN;
  return a.reduce((sum, value, i) => sum + value * (b[i] as number), 0);
}
