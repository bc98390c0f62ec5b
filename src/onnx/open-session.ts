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
 * @throws PhotoseekError `model-invalid`, `native-missing`
 */
export async function openSession(file: string, { threads }: { threads: number }): Promise<OnnxSession> {
  forbidTelemetry();
  const ort = loadOnnxRuntime();
  const session = await ort.InferenceSession.create(file, {
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    graphOptimizationLevel: 'all',
    // Errors are thrown, too; without this, they are also printed.
    logSeverityLevel: 4,
    // Waiting threads sleep: decoders and encoders want the cores more than a spinning loop does.
    extra: { session: { intra_op: { allow_spinning: '0' } } },
  }).catch((cause: Error) => {
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
