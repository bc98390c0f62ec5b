import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { fromErrorData, PhotoseekError } from '../errors.js';
import type { EncoderReply, EncoderRequest, EncoderWorkerData } from './encoder-worker.js';
import { loadTokenizer } from './tokenize.js';
import type { EncodedText, Encoder, ModelDescription } from './types.js';

/** Models up to this size on disk are loaded once a core, one thread each; bigger ones once, with all cores. */
const COPY_LIMIT_BYTES = 256 * 1024 ** 2;

/** How an encoder uses the machine. */
export interface EncoderOptions {
  /** Cores for pictures. Default: all. */
  threads?: number;
  /** Load the text half for one query rather than for many; see `LoadOptions`. Default `false`. */
  quickStart?: boolean;
}

/**
 * Makes an encoder whose halves run in worker threads, each started on first use: a search never loads the picture half,
 * and a long batch of pictures never delays a query.
 */
export function createEncoder(model: ModelDescription, options: EncoderOptions = {}): Encoder {
  const { threads: cores = availableParallelism(), quickStart = false } = options;
  // Two sessions of one thread encode about a sixth more than one session of two: nothing waits for the slower half.
  const copies = model.visionBytes <= COPY_LIMIT_BYTES ? cores : 1;
  const threads = copies === 1 ? cores : 1;
  let text: EncoderThread | undefined;
  const vision: EncoderThread[] = [];

  const startText = () => {
    const load = { threads: Math.min(4, availableParallelism()), quickStart };
    text ??= new EncoderThread({ model, half: 'text', options: load });
    return text;
  };
  const pickVision = () => {
    const idle = vision.find((thread) => thread.pending === 0);
    if (idle !== undefined) return idle;
    if (vision.length < copies) vision.push(new EncoderThread({ model, half: 'vision', options: { threads, quickStart: false } }));
    return vision.reduce((least, thread) => (thread.pending < least.pending ? thread : least));
  };

  return {
    model,
    parallelism: copies,
    async encodeImages(pixels) {
      if (pixels.length === 0) return [];
      const buffers = pixels.map((p) => p.buffer as ArrayBuffer);
      const reply = await pickVision().run({ id: 0, pixels }, buffers);
      return 'vectors' in reply ? reply.vectors : [];
    },
    async encodeTexts(texts): Promise<EncodedText[]> {
      const thread = startText();
      // With one query to answer, this thread has nothing better to do than to prepare the tokens while the other loads the model.
      const request = quickStart ? { id: 0, tokens: texts.map(loadTokenizer(model)) } : { id: 0, texts: [...texts] };
      const reply = await thread.run(request);
      return 'encoded' in reply ? reply.encoded : [];
    },
    async close() {
      await Promise.all([text, ...vision].map((thread) => thread?.close()));
    },
  };
}

/** One worker thread and the requests it has not answered yet. */
class EncoderThread {
  readonly #worker: Worker;
  readonly #requests = new Map<number, { resolve(reply: EncoderReply): void; reject(error: PhotoseekError): void }>();
  #nextId = 1;
  #failure: PhotoseekError | undefined;

  constructor(data: EncoderWorkerData) {
    this.#worker = new Worker(new URL('./encoder-worker.js', import.meta.url), { workerData: data });
    this.#worker.on('message', (reply: EncoderReply) => this.#settle(reply));
    this.#worker.on('error', (cause) => this.#fail(new PhotoseekError('encoder-failed', cause.message, { cause })));
    this.#worker.on('exit', (code) =>
      this.#fail(new PhotoseekError('encoder-failed', `The encoder ended with code ${code}.`)),
    );
    // An idle encoder does not keep the process alive; a request in flight does.
    this.#worker.unref();
  }

  get pending(): number {
    return this.#requests.size;
  }

  run(request: EncoderRequest, transfer: ArrayBuffer[] = []): Promise<EncoderReply> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      this.#requests.set(id, { resolve, reject });
      this.#worker.ref();
      this.#worker.postMessage({ ...request, id }, transfer);
    });
  }

  async close(): Promise<void> {
    this.#fail(new PhotoseekError('encoder-failed', 'The encoder was closed.'));
    await this.#worker.terminate();
  }

  #settle(reply: EncoderReply): void {
    const request = this.#requests.get(reply.id);
    this.#requests.delete(reply.id);
    if (this.#requests.size === 0) this.#worker.unref();
    if ('error' in reply) request?.reject(fromErrorData(reply.error));
    else request?.resolve(reply);
  }

  #fail(error: PhotoseekError): void {
    this.#failure ??= error;
    for (const { reject } of this.#requests.values()) reject(error);
    this.#requests.clear();
  }
}
