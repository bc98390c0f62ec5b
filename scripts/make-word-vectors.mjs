// Encodes the terms of data/tags/vocabulary.txt, and the texts that kinds of pictures are judged by, with the embedded model, so that tagging needs no text
// encoder. Run it after a change of either.
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { EMBEDDED_MODEL } from '../dist/encoder/models/embedded-model.js';
import { resolveModel } from '../dist/encoder/models/resolve-model.js';
import { createEncoder } from '../dist/encoder/worker-encoder.js';
import { KIND_TERMS } from '../dist/insight/kinds/judge-kinds.js';
import { loadVocabulary } from '../dist/insight/tags/load-vocabulary.js';
import { encodeTerms, nameTermVectors } from '../dist/insight/tags/term-vectors.js';
import { encodeFloat16 } from '../dist/runtime/float16.js';

const folder = fileURLToPath(new URL('../data/tags/', import.meta.url));
const model = await resolveModel(EMBEDDED_MODEL, { cache: folder, hub: '' });
const encoder = createEncoder(model);
const { background } = await loadVocabulary(folder);
for (const name of readdirSync(folder)) if (name.endsWith('.f16')) rmSync(folder + name);
for (const terms of [background, KIND_TERMS]) {
  const vectors = encodeFloat16(await encodeTerms(terms, encoder));
  writeFileSync(folder + nameTermVectors(terms, model), vectors);
  console.log(`${terms.length} terms, ${vectors.length} bytes`);
}
await encoder.close();
