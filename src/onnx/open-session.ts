import { readFile } from 'node:fs/promises';
import { PhotoseekError } from '../errors.js';
import { forbidTelemetry } from './forbid-telemetry.js';
import { loadOnnxRuntime } from './load-onnxruntime.js';

/** Numbers in rows: the last of `dims` varies fastest. */
export interface Tensor<Data extends Float32Array | Uint8Array = Float32Array> {
  data: Data;
  dims: readonly number[];
}

/** A loaded model that computes on the processor. Runs block the calling thread. */
export interface OnnxSession {
  /** Names, in the order of the graph. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** By output; dimensions that depend on the input are names or −1. */
  readonly outputShapes: readonly (readonly (number | string)[])[];
  /**
   * @param feeds by input
   * @returns by output
   */
  run(feeds: Record<string, Tensor<Float32Array | Uint8Array>>): Promise<Record<string, Tensor>>;
}

/**
 * Loads an ONNX model for a detector.
 * @param options.threads cores that one run may use
 * @param options.fragment path of a file that is read behind the model's: protocol buffers that are written one behind the other are merged
 * @throws PhotoseekError `model-invalid`, `native-missing`
 */
export async function openSession(
  file: string,
  { threads, fragment }: { threads: number; fragment?: string },
): Promise<OnnxSession> {
  forbidTelemetry();
  const ort = loadOnnxRuntime();
  const options = {
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    graphOptimizationLevel: 'all' as const,
    // Errors are thrown, too; without this, they are also printed.
    logSeverityLevel: 4 as const,
    // Waiting threads sleep: decoders and encoders want the cores more than a spinning loop does.
    extra: { session: { intra_op: { allow_spinning: '0' } } },
  };
  const opening =
    fragment === undefined
      ? ort.InferenceSession.create(file, options)
      : readWhole([file, fragment]).then((bytes) => ort.InferenceSession.create(bytes, options));
  const session = await opening.catch((cause: Error) => {
    throw new PhotoseekError('model-invalid', `${file} cannot be loaded: ${cause.message}`, { cause });
  });
  return {
    inputs: session.inputNames,
    outputs: session.outputNames,
    outputShapes: session.outputMetadata.map((output) => (output.isTensor ? output.shape : [])),
    async run(feeds) {
      const results = await session.run(
        Object.fromEntries(
          Object.entries(feeds).map(([name, { data, dims }]) => [
            name,
            data instanceof Float32Array ? new ort.Tensor('float32', data, dims) : new ort.Tensor('uint8', data, dims),
          ]),
        ),
      );
      return Object.fromEntries(
        Object.entries(results).map(([name, tensor]) => {
          // A copy: the memory of the result is given back now, not when it is collected.
          const copy = { data: new Float32Array(tensor.data as Float32Array), dims: tensor.dims };
          tensor.dispose();
          return [name, copy];
        }),
      );
    },
  };
}

async function readWhole(files: readonly string[]): Promise<Buffer> {
  return Buffer.concat(await Promise.all(files.map((file) => readFile(file))));
}
