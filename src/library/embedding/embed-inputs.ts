import type { Encoder } from '../../encoder/types.js';
import { PhotoseekError } from '../../errors.js';
import type { MediaPool } from '../../media/worker/media-pool.js';
import { statFile } from '../../runtime/stat-file.js';
import type { Embedding, EmbeddingModel, EmbedInput, EmbedOptions } from './types.js';

/** The parts that embedding needs. */
export interface EmbeddingParts {
  encoder: Encoder;
  /** Started when the first image comes. */
  media: () => MediaPool;
}

/** Texts in one call of the encoder. A query that arrives meanwhile waits for one call at most. */
const TEXTS_AT_ONCE = 16;

/** Groups that are under way at once: enough for all decoders and replicas, few enough that their pixels are small. */
const GROUPS_UNDER_WAY = 32;

/** Describes the model of an encoder. */
export function describeEmbeddingModel({ name, revision, dtype, dim }: Encoder['model']): EmbeddingModel {
  return { name, revision, dtype, dim };
}

/** See `Embedder.embed`. Inputs are taken as they are needed: a list of a million files costs no memory. */
export async function* embedInputs(
  parts: EmbeddingParts,
  inputs: Iterable<EmbedInput> | AsyncIterable<EmbedInput>,
  { signal, language }: EmbedOptions = {},
): AsyncGenerator<Embedding, void, undefined> {
  const underWay: Promise<Embedding[]>[] = [];
  const start = (group: readonly EmbedInput[]) => {
    assertGoing(signal);
    const embedded = embedGroup(parts, group, language);
    // Thrown when its turn comes; until then it is no unhandled rejection.
    embedded.catch(() => {});
    underWay.push(embedded);
  };
  for await (const group of groupInputs(inputs)) {
    start(group);
    if (underWay.length >= GROUPS_UNDER_WAY) yield* await (underWay.shift() as Promise<Embedding[]>);
  }
  for (const embedded of underWay) {
    assertGoing(signal);
    yield* await embedded;
  }
}

function assertGoing(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new PhotoseekError('aborted', 'Embedding was stopped.', { cause: signal.reason });
}

/** Texts that follow each other, some at a time; each image alone. */
async function* groupInputs(inputs: Iterable<EmbedInput> | AsyncIterable<EmbedInput>): AsyncGenerator<EmbedInput[]> {
  let texts: EmbedInput[] = [];
  for await (const input of inputs) {
    if ('text' in input) texts.push(input);
    if (texts.length > 0 && (texts.length === TEXTS_AT_ONCE || !('text' in input))) {
      yield texts;
      texts = [];
    }
    if (!('text' in input)) yield [input];
  }
  if (texts.length > 0) yield texts;
}

async function embedGroup(
  parts: EmbeddingParts,
  group: readonly EmbedInput[],
  language: string | undefined,
): Promise<Embedding[]> {
  const [first] = group;
  if (first !== undefined && !('text' in first)) return [await embedImage(parts, first)];
  const texts = group.map((input) => checkText((input as { text: string }).text));
  const encoded = await encodeTexts(parts.encoder, texts, language);
  return encoded.map(({ vector, truncated }) => ({ vector, truncated, error: null }));
}

/**
 * Each text by the tower of its language, where a model has several.
 * @param language `undefined`: it is recognised
 */
async function encodeTexts(encoder: Encoder, texts: readonly string[], language: string | undefined) {
  if (encoder.model.texts.length === 1) return encoder.encodeTexts(texts);
  const { encodeInLanguage } = await import('../../search/embed/language/encode-in-language.js');
  return Promise.all(texts.map((text) => encodeInLanguage(encoder, text, language)));
}

function checkText(text: unknown): string {
  if (typeof text !== 'string')
    throw new PhotoseekError('bad-argument', `A text must be a string, got ${typeof text}.`);
  if (text.trim() === '') throw new PhotoseekError('bad-argument', 'A text must not be empty.');
  return text;
}

/** Of several frames, the first stands for the content. */
async function embedImage(
  { encoder, media }: EmbeddingParts,
  source: Exclude<EmbedInput, { text: string }>,
): Promise<Embedding> {
  try {
    if ('path' in source && (await statFile(source.path)) === undefined)
      throw new PhotoseekError('path-not-found', `There is no file ${source.path}.`);
    let pixels: Uint8Array | undefined;
    await media().prepare(source, {
      specs: [encoder.model.image],
      onFrame: (frame) => {
        pixels ??= frame.pixels[0];
      },
    });
    if (pixels === undefined) throw new PhotoseekError('unsupported-format', 'The content has no image.');
    const [vector] = await encoder.encodeImages([pixels]);
    return { vector: vector as Float32Array, truncated: false, error: null };
  } catch (error) {
    if (error instanceof PhotoseekError && (error.kind === 'media' || error.code === 'path-not-found'))
      return { vector: null, error };
    throw error;
  }
}
