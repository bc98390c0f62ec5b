/** A thread that runs one half of a model. The parent's event loop stays free while a batch is computed. */
import { parentPort, workerData } from 'node:worker_threads';
import { type ErrorData, toErrorData } from '../errors.js';
import { type LoadOptions, loadText, loadVision } from './onnx-session.js';
import { loadTokenizer, type Tokens } from './tokenize.js';
import type { EncodedText, ModelDescription } from './types.js';

/** What a worker is started with. */
export interface EncoderWorkerData {
  model: ModelDescription;
  half: 'vision' | 'text';
  options: LoadOptions;
}

/** A piece of work. */
export type EncoderRequest = { id: number; pixels: Uint8Array[] } | { id: number; texts: string[] } | { id: number; tokens: Tokens[] };

/** Its result. */
export type EncoderReply =
  | { id: number; vectors: Float32Array[] }
  | { id: number; encoded: EncodedText[] }
  | { id: number; error: ErrorData };

const { model, half, options } = workerData as EncoderWorkerData;
const vision = half === 'vision' ? loadVision(model, options) : undefined;
const text = half === 'text' ? loadText(model, options) : undefined;
// A model that cannot be loaded is reported with each request; nobody may be asking yet.
vision?.catch(() => {});
text?.catch(() => {});
let tokenizer: ReturnType<typeof loadTokenizer> | undefined;

function tokenize(texts: string[]): Tokens[] {
  tokenizer ??= loadTokenizer(model);
  return texts.map(tokenizer);
}

async function answer(request: EncoderRequest): Promise<EncoderReply> {
  const { id } = request;
  try {
    if ('pixels' in request) return { id, vectors: (await (await vision)?.(request.pixels)) ?? [] };
    const tokens = 'tokens' in request ? request.tokens : tokenize(request.texts);
    return { id, encoded: (await (await text)?.(tokens)) ?? [] };
  } catch (thrown) {
    return { id, error: toErrorData(thrown, 'encoder-failed') };
  }
}

parentPort?.on('message', async (request: EncoderRequest) => {
  const reply = await answer(request);
  const buffers = 'vectors' in reply ? reply.vectors.map((v) => v.buffer as ArrayBuffer) : [];
  parentPort?.postMessage(reply, buffers);
});
