import { readFile } from 'node:fs/promises';
import { PhotoseekError } from '../../errors.js';
import { DEFAULT_DEVICE, type Device, toProviders } from '../../onnx/devices.js';
import { loadOnnxRuntime, type OnnxRuntime, type Ort } from '../../onnx/load-onnxruntime.js';
import { fromHalf, toHalf } from '../../runtime/float16.js';

/** Loaded with the first tower: a thread has one, and its device decides which copy of the library that is. */
export let ort: OnnxRuntime;

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
  /** The device that computes. Default `cpu`. */
  device?: Device;
}

/** The output of a run: a vector for each item, or one for each of its tokens. */
export interface TowerOutput {
  data: Float32Array;
  /** Items, then perhaps tokens, then numbers. */
  dims: readonly number[];
}

/** One loaded tower of a dual encoder. Runs block the calling thread: use it in a worker. */
export interface Tower {
  /** Tokens that every text must have; `undefined`: any number. */
  fixedTokens: number | undefined;
  /** @param feeds by input; those that the tower does not have are left out, and those of the other tower are filled in */
  run(feeds: Record<string, Ort.Tensor>): Promise<TowerOutput>;
}

/**
 * Loads an ONNX model.
 * @param file its path; with `fragment`, the model is what both files hold together
 * @param outputs names in order of preference
 * @param imageSize edge of an image, for a file that holds both towers
 * @throws PhotoseekError `model-invalid`, `native-missing`
 */
export async function loadTower(
  file: string,
  options: LoadOptions & { fragment?: string },
  outputs: readonly string[],
  imageSize = 0,
): Promise<Tower> {
  const { device = DEFAULT_DEVICE, fragment } = options;
  ort ??= loadOnnxRuntime(device);
  const session = await createSession(file, fragment, {
    intraOpNumThreads: options.threads,
    interOpNumThreads: 1,
    graphOptimizationLevel: options.quickStart ? 'disabled' : 'all',
    ...(device === DEFAULT_DEVICE ? {} : { executionProviders: toProviders(device) }),
    extra: {
      session: {
        disable_prepacking: options.quickStart ? '1' : '0',
        // Waiting threads sleep: decoders and a second session want the cores more than a spinning loop does.
        intra_op: { allow_spinning: '0' },
      },
    },
  }).catch((cause: Error) => {
    const where = device === DEFAULT_DEVICE ? '' : ` on ${device}`;
    throw new PhotoseekError('model-invalid', `${file} cannot be loaded${where}: ${cause.message}`, {
      cause,
      ...(device === DEFAULT_DEVICE ? {} : { hint: 'Try --device cpu.' }),
    });
  });
  const output = outputs.find((name) => session.outputNames.includes(name));
  if (output === undefined) {
    throw new PhotoseekError(
      'model-invalid',
      `${file} must have an output ${outputs.join(' or ')}, got ${session.outputNames.join(', ')}.`,
    );
  }
  const inputs = session.inputMetadata.filter((input) => input.isTensor);
  const tokens = inputs.find(({ name }) => name === 'input_ids')?.shape[1];
  return {
    fixedTokens: typeof tokens === 'number' && tokens > 0 ? tokens : undefined,
    async run(feeds) {
      const wanted = Object.fromEntries(
        inputs.map((input) => [
          input.name,
          toType(feeds[input.name] ?? fillIn(input.name, input.shape, feeds, imageSize), input.type),
        ]),
      );
      const results = await session.run(wanted, [output]);
      const tensor = results[output] as Ort.Tensor;
      const data = toFloat32(tensor);
      const { dims } = tensor;
      tensor.dispose();
      return { data, dims };
    },
  };
}

/** Protocol buffers that are written one behind the other are merged when they are read. */
async function createSession(file: string, fragment: string | undefined, options: Ort.InferenceSession.SessionOptions) {
  if (fragment === undefined) return ort.InferenceSession.create(file, options);
  const parts = await Promise.all([file, fragment].map((path) => readFile(path)));
  return ort.InferenceSession.create(Buffer.concat(parts), options);
}

/** An input that only the other tower reads, or one that says nothing: segments of a text, all its tokens count. */
function fillIn(
  name: string,
  shape: readonly (number | string)[],
  feeds: Record<string, Ort.Tensor>,
  imageSize: number,
): Ort.Tensor {
  const fixed = shape.map((length) => (typeof length === 'number' && length > 0 ? length : undefined));
  if (name === 'pixel_values') {
    const dims = [fixed[0] ?? 1, 3, fixed[2] ?? imageSize, fixed[3] ?? imageSize];
    return new ort.Tensor('float32', new Float32Array(dims.reduce((product, length) => product * length, 1)), dims);
  }
  const dims = feeds['input_ids']?.dims ?? [fixed[0] ?? 1, fixed[1] ?? 2];
  const [rows = 1, columns = 1] = dims;
  const value = (i: number) => (name === 'position_ids' ? i % columns : name === 'attention_mask' ? 1 : 0);
  const data = BigInt64Array.from({ length: rows * columns }, (_, i) => BigInt(value(i)));
  return new ort.Tensor('int64', data, [rows, columns]);
}

/** A tensor in the type that an input has. */
function toType(tensor: Ort.Tensor, type: string): Ort.Tensor {
  if (type === tensor.type) return tensor;
  if (type === 'int32' && tensor.type === 'int64')
    return new ort.Tensor('int32', Int32Array.from(tensor.data as BigInt64Array, Number), tensor.dims);
  if (type === 'float16' && tensor.type === 'float32')
    return new ort.Tensor('float16', Uint16Array.from(tensor.data as Float32Array, toHalf), tensor.dims);
  return tensor;
}

/** A copy: the memory of the tensor is given back. */
function toFloat32({ data, type }: Ort.Tensor): Float32Array {
  if (type === 'float16' && data instanceof Uint16Array) return Float32Array.from(data, fromHalf);
  return new Float32Array(data as Float32Array);
}
