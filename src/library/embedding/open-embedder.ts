import { availableParallelism } from 'node:os';
import { EMBEDDED_MODEL } from '../../encoder/models/embedded-model.js';
import type { MediaPool } from '../../media/worker/media-pool.js';
import { DEFAULT_TIME_LIMIT_MS } from '../../media/worker/media-pool.js';
import { checkOptions } from '../../runtime/check-arguments.js';
import { EMBED_OPTIONS, EMBEDDER_OPTIONS } from '../argument-shapes.js';
import { DEFAULT_DEPENDENCIES, type LibraryDependencies } from '../core.js';
import { toModelSources } from '../model-sources.js';
import { describeEmbeddingModel, type EmbeddingParts, embedInputs } from './embed-inputs.js';
import type { Embedder, EmbedderOptions } from './types.js';

/**
 * Opens an encoder alone: no library folder is read or written.
 *
 * @example
 * ```ts
 * const embedder = await openEmbedder();
 * for await (const { vector } of embedder.embed([{ text: 'a red boat' }, { path: 'boat.jpg' }])) console.log(vector);
 * await embedder.close();
 * ```
 * @throws PhotoseekError model codes
 */
export function openEmbedder(options: EmbedderOptions = {}): Promise<Embedder> {
  return openEmbedderWith(options);
}

/**
 * {@link openEmbedder} with parts of it replaced.
 * @internal
 */
export async function openEmbedderWith(
  options: EmbedderOptions,
  replaced: Partial<LibraryDependencies> = {},
): Promise<Embedder> {
  checkOptions('openEmbedder()', options, EMBEDDER_OPTIONS);
  const parts = await openParts(options, replaced);
  return {
    model: describeEmbeddingModel(parts.encoder.model),
    embed: (inputs, given = {}) => {
      checkOptions('embed()', given, EMBED_OPTIONS);
      return embedInputs(parts, inputs, given);
    },
    close: () => parts.close(),
  };
}

/** An encoder and decoders without a library. */
export interface OpenParts extends EmbeddingParts {
  close(): Promise<void>;
}

/** @throws PhotoseekError model codes */
export async function openParts(
  options: EmbedderOptions,
  replaced: Partial<LibraryDependencies> = {},
): Promise<OpenParts> {
  const dependencies = { ...DEFAULT_DEPENDENCIES, ...replaced };
  const { threads = availableParallelism(), decoders = availableParallelism(), device } = options;
  const model = await dependencies.resolveModel(options.model ?? EMBEDDED_MODEL, toModelSources(options));
  const onDevice = device === undefined ? {} : { device };
  const encoder = dependencies.createEncoder(model, { quickStart: false, threads, ...onDevice });
  let media: MediaPool | undefined;
  return {
    encoder,
    media: () => {
      media ??= dependencies.createMedia({
        processes: decoders,
        timeLimitMs: options.fileTimeLimitMs ?? DEFAULT_TIME_LIMIT_MS,
      });
      return media;
    },
    close: async () => {
      media?.close();
      await encoder.close();
    },
  };
}
