import { PhotoseekError } from '../../errors.js';
import type { Ort } from '../../onnx/load-onnxruntime.js';
import { requireImageTower } from '../models/require-image-tower.js';
import type { EncodedText, ModelDescription, TextTower } from '../types.js';
import { poolVectors, readProjection } from './pool-vectors.js';
import { TextBatches } from './text-batches.js';
import { padTokens, type Tokens } from './tokens.js';
import { type LoadOptions, loadTower, ort, type Tower, type TowerOutput } from './tower.js';

/** Outputs of image towers, in order of preference; the last one has a vector for each token. */
const IMAGE_OUTPUTS = [
  'image_embeds',
  'l2norm_image_embeddings',
  'image_embeddings',
  'pooler_output',
  'last_hidden_state',
];

/** Of an image tower with vectors of regions. */
const REGION_OUTPUT = 'region_embeds';

/** Outputs of text towers that are vectors of texts. */
const TEXT_OUTPUTS = [
  'text_embeds',
  'l2norm_text_embeddings',
  'text_embeddings',
  'pooler_output',
  'sentence_embedding',
];

/** Outputs of text towers whose tokens are pooled. */
const TOKEN_OUTPUTS = ['last_hidden_state', 'token_embeddings'];

/** Rules for loading a text tower, beside its file. Without them, the tower has a file of its own and an output for vectors of texts. */
export interface TextRules extends Pick<TextTower, 'padTokenId' | 'pooling' | 'projection'> {
  /** Edge of an image, for a file that holds both towers. */
  imageSize: number;
}

/** Scales to L2 norm 1, in place. */
export function toUnitLength(vector: Float32Array): Float32Array {
  let sum = 0;
  for (const x of vector) sum += x * x;
  if (!(sum > 0) || !Number.isFinite(sum)) {
    throw new PhotoseekError('encoder-failed', 'The model returned a vector that is zero or not finite.');
  }
  const scale = 1 / Math.sqrt(sum);
  for (let i = 0; i < vector.length; i++) vector[i] = (vector[i] as number) * scale;
  return vector;
}

/** Vectors of images, in their order. */
type ImageRun = (pixels: Uint8Array[]) => Promise<Float32Array[]>;

/** Loads the image tower: it gives one vector for each image. */
export async function loadVision(model: ModelDescription, options: LoadOptions): Promise<ImageRun> {
  const tower = await loadTower(requireImageTower(model), options, IMAGE_OUTPUTS, model.image.size);
  return runImages(tower, model, options, (output) => poolVectors(output).map((vector) => [vector]));
}

/**
 * Loads the image tower with its output for regions: it gives as many vectors for each image as its grid has cells.
 * @throws PhotoseekError `model-invalid` when the model has no such output
 */
export async function loadRegions(model: ModelDescription, options: LoadOptions): Promise<ImageRun> {
  const vision = requireImageTower(model);
  const { regions: fragment } = model.files;
  const more = fragment === undefined ? options : { ...options, fragment };
  const tower = await loadTower(vision, more, [REGION_OUTPUT], model.image.size);
  return runImages(tower, model, options, splitVectors);
}

/** @param toVectors the vectors in an output, for each image */
function runImages(
  tower: Tower,
  model: ModelDescription,
  options: LoadOptions,
  toVectors: (output: TowerOutput) => Float32Array[][],
): ImageRun {
  const { size } = model.image;
  const tables = computeColourTables(model);
  const imageLength = 3 * size * size;
  return async (pixels) => {
    const runSize = Math.min(options.runSize ?? pixels.length, pixels.length);
    const input = new Float32Array(runSize * imageLength);
    const vectors: Float32Array[] = [];
    for (let start = 0; start < pixels.length; start += runSize) {
      const run = pixels.slice(start, start + runSize);
      run.forEach((square, i) => {
        spreadChannels(square, size, tables, input.subarray(i * imageLength));
      });
      const data = input.subarray(0, run.length * imageLength);
      const tensor = new ort.Tensor('float32', data, [run.length, 3, size, size]);
      const found = toVectors(await tower.run({ pixel_values: tensor }));
      vectors.push(...found.slice(0, run.length).flat().map(toUnitLength));
    }
    return vectors;
  };
}

/** All vectors of each image. */
function splitVectors({ data, dims }: TowerOutput): Float32Array[][] {
  const [count = 0, cells = 0, dim = 0] = dims;
  return Array.from({ length: count }, (_, image) =>
    Array.from({ length: cells }, (__, cell) =>
      data.slice((image * cells + cell) * dim, (image * cells + cell + 1) * dim),
    ),
  );
}

/** (v / 255 − mean) / std for each of the 256 values of each channel. */
function computeColourTables(model: ModelDescription): Float32Array[] {
  return [0, 1, 2].map((c) =>
    Float32Array.from(
      { length: 256 },
      (_, v) => (v / 255 - (model.normalization.mean[c] as number)) / (model.normalization.std[c] as number),
    ),
  );
}

/** Interleaved 8-bit RGB to three planes of normalised floats. */
function spreadChannels(square: Uint8Array, size: number, tables: Float32Array[], out: Float32Array): void {
  const plane = size * size;
  if (square.length !== plane * 3) {
    throw new PhotoseekError('encoder-failed', `An image must have ${size} × ${size} × 3 bytes, got ${square.length}.`);
  }
  const [red, green, blue] = tables as [Float32Array, Float32Array, Float32Array];
  for (let i = 0, s = 0; i < plane; i++, s += 3) {
    out[i] = red[square[s] as number] as number;
    out[plane + i] = green[square[s + 1] as number] as number;
    out[2 * plane + i] = blue[square[s + 2] as number] as number;
  }
}

/**
 * Loads the text tower from its file.
 * @returns encodes any number of texts; concurrent texts of the same length share a run
 */
export async function loadText(
  file: string,
  options: LoadOptions,
  rules?: TextRules,
): Promise<(texts: readonly Tokens[]) => Promise<EncodedText[]>> {
  const outputs = rules?.pooling === undefined ? TEXT_OUTPUTS : TOKEN_OUTPUTS;
  const tower = await loadTower(file, options, outputs, rules?.imageSize);
  const project = rules?.projection === undefined ? undefined : readProjection(rules.projection);
  const { fixedTokens } = tower;
  const batches = new TextBatches(async (batch) => {
    const length = batch[0]?.ids.length ?? 0;
    const shape = [batch.length, length];
    const feeds = {
      input_ids: toInt64(
        batch.map(({ ids }) => ids),
        shape,
      ),
      attention_mask: toInt64(
        batch.map(({ mask }) => mask),
        shape,
      ),
    };
    const pooled = poolVectors(
      await tower.run(feeds),
      batch.map(({ mask }) => mask),
    );
    return batch.map(({ ids: _, mask: __, ...told }, i) => {
      const vector = pooled[i] as Float32Array;
      return { vector: toUnitLength(project?.(vector) ?? vector), ...told };
    });
  });
  return (texts) =>
    batches.encode(
      fixedTokens === undefined ? texts : texts.map((text) => padTokens(text, fixedTokens, rules?.padTokenId ?? 0)),
    );
}

function toInt64(rows: number[][], shape: number[]): Ort.Tensor {
  return new ort.Tensor('int64', BigInt64Array.from(rows.flat(), BigInt), shape);
}
