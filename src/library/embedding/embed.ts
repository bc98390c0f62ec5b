import type { LibraryCore } from '../core.js';
import { describeEmbeddingModel, embedInputs } from './embed-inputs.js';
import type { EmbedInput, EmbedOptions, EmbedResponse } from './types.js';

/** See `Library.embed`. */
export async function embed(
  core: LibraryCore,
  inputs: readonly EmbedInput[],
  options: EmbedOptions,
): Promise<EmbedResponse> {
  const encoder = await core.spaces.default.encoder();
  const embeddings: EmbedResponse['embeddings'] = [];
  for await (const embedding of embedInputs({ encoder, media: () => core.startMedia() }, inputs, options))
    embeddings.push(embedding);
  return { model: describeEmbeddingModel(encoder.model), embeddings };
}
