import { createRequire } from 'node:module';
import type * as Ort from 'onnxruntime-node';
import { PhotoseekError } from '../../errors.js';
import type { EncodedText, ModelDescription } from '../types.js';
import { TextBatches } from './text-batches.js';
import type { Tokens } from './tokenize.js';

// The package is CommonJS: `require` skips the ES module loader, which counts on a cold start.
const ort = createRequire(import.meta.url)('onnxruntime-node') as typeof Ort;

/** One loaded tower of a dual encoder. Runs block the calling thread: use it in a worker. */
interface Tower {
  run(feeds: Record<string, Ort.Tensor>, count: number): Promise<Float32Array[]>;
}

/** How a tower is loaded. */
export interface LoadOptions {
  /** Cores one run may use. */
  threads: number;
  /**
   * For a process that encodes one query: loads in half the time, each run takes four times as long, because weights stay as they are
   * stored and are widened when they are used. The vectors agree to the sixth digit.
   */
  quickStart: boolean;
  /** Most images in one run. Default: all of a request. */
  runSize?: number;
}

async function loadTower(file: string, options: LoadOptions, outputs: readonly string[]): Promise<Tower> {
  const session = await ort.InferenceSession.create(file, {
    intraOpNumThreads: options.threads,
    interOpNumThreads: 1,
    graphOptimizationLevel: options.quickStart ? 'disabled' : 'all',
    extra: {
      session: {
        disable_prepacking: options.quickStart ? '1' : '0',
        // Waiting threads sleep: decoders and a second session want the cores more than a spinning loop does.
        intra_op: { allow_spinning: '0' },
      },
    },
  }).catch((cause: Error) => {
    throw new PhotoseekError('model-invalid', `${file} cannot be loaded: ${cause.message}`, { cause });
  });
  const output = outputs.find((name) => session.outputNames.includes(name));
  if (output === undefined) {
    throw new PhotoseekError(
      'model-invalid',
      `${file} must have an output ${outputs.join(' or ')}, got ${session.outputNames.join(', ')}.`,
    );
  }
  return {
    async run(feeds, count) {
      const wanted = Object.fromEntries(Object.entries(feeds).filter(([name]) => session.inputNames.includes(name)));
      const results = await session.run(wanted, [output]);
      const tensor = results[output] as Ort.Tensor;
      const data = tensor.data as Float32Array;
      const dim = data.length / count;
      const vectors = Array.from({ length: count }, (_, i) => toUnitLength(data.slice(i * dim, (i + 1) * dim)));
      tensor.dispose();
      return vectors;
    },
  };
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

/** Loads the image tower. */
export async function loadVision(
  model: ModelDescription,
  options: LoadOptions,
): Promise<(pixels: Uint8Array[]) => Promise<Float32Array[]>> {
  const tower = await loadTower(model.files.vision, options, ['image_embeds', 'pooler_output']);
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
      vectors.push(...(await tower.run({ pixel_values: tensor }, run.length)));
    }
    return vectors;
  };
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
): Promise<(texts: readonly Tokens[]) => Promise<EncodedText[]>> {
  const tower = await loadTower(file, options, ['text_embeds', 'pooler_output']);
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
    const vectors = await tower.run(feeds, batch.length);
    return batch.map(({ ids: _, mask: __, ...told }, i) => ({ vector: vectors[i] as Float32Array, ...told }));
  });
  return (texts) => batches.encode(texts);
}

function toInt64(rows: number[][], shape: number[]): Ort.Tensor {
  return new ort.Tensor('int64', BigInt64Array.from(rows.flat(), BigInt), shape);
}
