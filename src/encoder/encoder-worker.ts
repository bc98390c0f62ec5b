/** A thread that runs one half of a model. The parent's event loop stays free while a batch is computed. */
import { parentPort, workerData } from 'node:worker_threads';
import { type ErrorData, toErrorData } from '../errors.js';
import { loadText, loadVision } from './onnx-session.js';
import type { EncodedText, ModelDescription } from './types.js';

/** What a worker is started with. */
export interface EncoderWorkerData {
  model: ModelDescription;
  half: 'vision' | 'text';
  threads: number;
}

/** A piece of work. */
export type EncoderRequest = { id: number; pixels: Uint8Array[] } | { id: number; texts: string[] };

/** Its result. */
export type EncoderReply =
  | { id: number; vectors: Float32Array[] }
  | { id: number; encoded: EncodedText[] }
  | { id: number; error: ErrorData };

const { model, half, threads } = workerData as EncoderWorkerData;
const vision = half === 'vision' ? loadVision(model, threads) : undefined;
const text = half === 'text' ? loadText(model, threads) : undefined;
// A model that cannot be loaded is reported with each request; nobody may be asking yet.
vision?.catch(() => {});
text?.catch(() => {});

async function answer(request: EncoderRequest): Promise<EncoderReply> {
  try {
    if ('pixels' in request) return { id: request.id, vectors: (await (await vision)?.(request.pixels)) ?? [] };
    return { id: request.id, encoded: (await (await text)?.(request.texts)) ?? [] };
  } catch (thrown) {
    return { id: request.id, error: toErrorData(thrown, 'encoder-failed') };
  }
}

parentPort?.on('message', async (request: EncoderRequest) => {
  const reply = await answer(request);
  const buffers = 'vectors' in reply ? reply.vectors.map((v) => v.buffer as ArrayBuffer) : [];
  parentPort?.postMessage(reply, buffers);
});
