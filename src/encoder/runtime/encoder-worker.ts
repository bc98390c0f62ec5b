/** A thread that runs one tower of a model. The parent's event loop stays free while a batch is computed. */
import { parentPort, workerData } from 'node:worker_threads';
import { type ErrorData, toErrorData } from '../../errors.js';
import { lowerPriorityHere } from '../../runtime/lower-priority.js';
import { nowMs } from '../../runtime/tracing/trace.js';
import type { EncodedText, ModelDescription, TextTower } from '../types.js';
import { loadRegions, loadText, loadVision, type TextRules } from './onnx-session.js';
import type { Tokens } from './tokens.js';
import type { LoadOptions } from './tower.js';

/** Data a worker is started with. The text tower needs its file only, so that it can be loaded before the model is resolved. */
export type EncoderWorkerData =
  /** `regions`: the image tower, for vectors of regions. */
  | { tower: 'vision' | 'regions'; model: ModelDescription; options: LoadOptions }
  | { tower: 'text'; file: string; options: LoadOptions; rules?: TextRules };

/** A piece of work. */
export type EncoderRequest = { id: number; isTimed?: true } & (
  | { pixels: Uint8Array[] }
  | { texts: string[]; from: TextTower }
  | { tokens: Tokens[] }
);

/** Its result. */
export type EncoderReply = {
  id: number;
  /** When work on it began and ended, where that was asked for; see `nowMs`. */
  times?: [startMs: number, endMs: number];
} & ({ vectors: Float32Array[] } | { encoded: EncodedText[] } | { error: ErrorData });

const data = workerData as EncoderWorkerData;
// Text encoding is latency-critical, image encoding is batch work: only the image thread gets a lower priority.
if (data.tower === 'vision') lowerPriorityHere();
const vision = loadImages();
const text = data.tower === 'text' ? loadText(data.file, data.options, data.rules) : undefined;
// A model that cannot be loaded is reported with each request; without a request yet, the rejection is not unhandled.
vision?.catch(() => {});
text?.catch(() => {});
function loadImages() {
  if (data.tower === 'text') return undefined;
  return (data.tower === 'vision' ? loadVision : loadRegions)(data.model, data.options);
}

let tokenizer: Promise<(text: string) => Tokens> | undefined;

async function toTokens(request: Exclude<EncoderRequest, { pixels: unknown }>): Promise<Tokens[]> {
  if ('tokens' in request) return request.tokens;
  // The promise is shared: several requests may arrive before the tokenizer is loaded.
  tokenizer ??= import('./tokenize.js').then(({ loadTokenizer }) => loadTokenizer(request.from));
  return request.texts.map(await tokenizer);
}

async function answer(request: EncoderRequest): Promise<EncoderReply> {
  const { id } = request;
  try {
    if ('pixels' in request) return { id, vectors: (await (await vision)?.(request.pixels)) ?? [] };
    const [encode, tokens] = await Promise.all([text, toTokens(request)]);
    return { id, encoded: (await encode?.(tokens)) ?? [] };
  } catch (thrown) {
    return { id, error: toErrorData(thrown, 'encoder-failed') };
  }
}

const running = new Set<Promise<unknown>>();

/** Terminating a thread inside native code crashes the process, so that the thread closes its port itself once it is idle. */
async function end(): Promise<void> {
  await Promise.allSettled([vision, text, ...running]);
  parentPort?.close();
}

async function work(request: EncoderRequest): Promise<void> {
  const startMs = nowMs();
  const reply = await answer(request);
  if (request.isTimed) reply.times = [startMs, nowMs()];
  const buffers = 'vectors' in reply ? reply.vectors.map((v) => v.buffer as ArrayBuffer) : [];
  parentPort?.postMessage(reply, buffers);
}

parentPort?.on('message', (request: EncoderRequest | 'end') => {
  if (request === 'end') return void end();
  const done = work(request).finally(() => running.delete(done));
  running.add(done);
});
