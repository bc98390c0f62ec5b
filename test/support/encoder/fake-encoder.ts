/**
 * Encoders without a model: deterministic, and fast enough for tests of everything but encoding. An image and a text get near vectors when
 * the text names the image's mean colour (`red`, `dark green`); other texts get a direction of their own.
 */
import { createHash } from 'node:crypto';
import type { Encoder, ModelDescription } from '#src/encoder/types.js';
import type { LibraryDependencies } from '#src/library/core.js';
import { InProcessMedia } from '../images/in-process-media.js';

/** Properties of the fake encoder. */
export interface FakeEncoderOptions {
  /** The model's name: fakes of different names have different revisions, hence different spaces. Default `fake`. */
  name?: string;
  /** Length of its vectors, at least 4. Default 16. */
  dim?: number;
  /** Edge of the squares it takes, in pixels. Default 32. */
  size?: number;
  /** Awaited before each batch of images: slows a run down, or holds it. */
  beforeImages?: () => Promise<void> | void;
}

/** Calls of the fake encoder. */
export interface FakeEncoderCalls {
  texts: string[];
  images: number;
  /** Encoders that were made, of any name. */
  made: string[];
}

const COLOURS: Readonly<Record<string, readonly [number, number, number]>> = {
  black: [0, 0, 0],
  white: [255, 255, 255],
  grey: [128, 128, 128],
  red: [220, 30, 30],
  green: [30, 180, 40],
  blue: [40, 60, 200],
  yellow: [240, 220, 40],
  orange: [240, 140, 30],
  purple: [140, 40, 160],
  cyan: [40, 200, 220],
};

/** Describes a model that has no files. */
export function describeFakeModel({ name = 'fake', dim = 16, size = 32 }: FakeEncoderOptions = {}): ModelDescription {
  return {
    name,
    folder: '/nowhere',
    revision: createHash('sha256').update(`${name} ${dim} ${size}`).digest('hex').slice(0, 16),
    dtype: 'fp32',
    dim,
    image: { size, fit: 'fill', kernel: 'linear' },
    normalization: { mean: [0, 0, 0], std: [1, 1, 1] },
    texts: [
      {
        ...{ name: 'text', languages: undefined, folder: '/nowhere', file: '/nowhere/text.onnx' },
        ...{ maxTokens: 77, padToMax: false, padTokenId: 0 },
      },
    ],
    files: { vision: '/nowhere/vision.onnx' },
    visionBytes: 0,
  };
}

/** An encoder of a fake model. Its directions depend on the model's revision: vectors of two fakes have nothing in common. */
export function makeFakeEncoder(
  model: ModelDescription,
  { beforeImages }: Pick<FakeEncoderOptions, 'beforeImages'> = {},
  calls: FakeEncoderCalls = { texts: [], images: 0, made: [] },
): Encoder {
  const { dim, revision } = model;
  return {
    model,
    parallelism: 1,
    prepareForImages: () => {},
    async encodeImages(images) {
      await beforeImages?.();
      calls.images += images.length;
      return images.map((pixels) => toColourVector(meanColour(pixels), dim, revision, hash(pixels)));
    },
    async encodeTexts(texts) {
      calls.texts.push(...texts);
      return texts.map((text) => ({ vector: encodeText(text, dim, revision), truncated: text.length > 300 }));
    },
    close: async () => {},
  };
}

/**
 * Dependencies of `openLibraryWith` that load no model and start no process: each requested name is a fake model, and images are decoded in
 * this process.
 * @param models how fakes of other names than the first are made; by default they are like the first
 */
export function fakeDependencies(
  options: FakeEncoderOptions = {},
  models: readonly FakeEncoderOptions[] = [],
): { dependencies: Partial<LibraryDependencies>; calls: FakeEncoderCalls } {
  const calls: FakeEncoderCalls = { texts: [], images: 0, made: [] };
  const optionsOf = (name: string) => models.find((model) => model.name === name) ?? options;
  const dependencies: Partial<LibraryDependencies> = {
    resolveModel: async (name) => describeFakeModel({ ...optionsOf(name), name }),
    createEncoder: (model) => {
      calls.made.push(model.name);
      return makeFakeEncoder(model, optionsOf(model.name), calls);
    },
    createMedia: (media) => new InProcessMedia(media),
    // A detector takes longer than all else that these libraries do.
    chooseDetectors: async () => [],
  };
  return { dependencies, calls };
}

function encodeText(text: string, dim: number, revision: string): Float32Array {
  const words = text.toLowerCase().split(/\W+/);
  const colour = words.map((word) => COLOURS[word]).find((found) => found !== undefined);
  if (colour === undefined) return toUnit(direction(text, dim, revision));
  const shade = words.includes('dark') ? 0.5 : 1;
  return toColourVector([colour[0] * shade, colour[1] * shade, colour[2] * shade], dim, revision, text);
}

/** Mostly the colour, and a little of what tells images of one colour apart. */
function toColourVector(
  [r, g, b]: readonly [number, number, number],
  dim: number,
  revision: string,
  seed: string,
): Float32Array {
  const vector = new Float32Array(dim);
  const axes = [r - 127.5, g - 127.5, b - 127.5, 64];
  axes.forEach((value, axis) => {
    const towards = direction(`axis ${axis}`, dim, revision);
    for (let i = 0; i < dim; i++) vector[i] = (vector[i] as number) + (value / 127.5) * (towards[i] as number);
  });
  const own = direction(seed, dim, revision);
  for (let i = 0; i < dim; i++) vector[i] = (vector[i] as number) + 0.05 * (own[i] as number);
  return toUnit(vector);
}

function meanColour(pixels: Uint8Array): [number, number, number] {
  const sums: [number, number, number] = [0, 0, 0];
  for (let at = 0; at < pixels.length; at += 3)
    for (let c = 0; c < 3; c++) sums[c] = (sums[c] as number) + (pixels[at + c] as number);
  const count = Math.max(1, pixels.length / 3);
  return [sums[0] / count, sums[1] / count, sums[2] / count];
}

/** A direction that belongs to a text: components from −1 to 1 out of hashes of it. */
function direction(text: string, dim: number, revision: string): Float32Array {
  const vector = new Float32Array(dim);
  for (let at = 0; at < dim; at += 16) {
    const bytes = createHash('sha256').update(`${revision} ${at} ${text}`).digest();
    for (let i = at; i < Math.min(dim, at + 16); i++) vector[i] = bytes.readInt16LE((i - at) * 2) / 32768;
  }
  return toUnit(vector);
}

function toUnit(vector: Float32Array): Float32Array {
  let squares = 0;
  for (const value of vector) squares += value * value;
  const length = Math.sqrt(squares) || 1;
  return vector.map((value) => value / length);
}

function hash(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
