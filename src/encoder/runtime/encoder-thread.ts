import { Worker } from 'node:worker_threads';
import { fromErrorData, PhotoseekError } from '../../errors.js';
import { forbidTelemetry } from '../../onnx/forbid-telemetry.js';
import { addSpan, isTracing, traced } from '../../runtime/tracing/trace.js';
import type { EncoderReply, EncoderRequest, EncoderWorkerData } from './encoder-worker.js';

/** One worker thread and the requests it has not answered yet. */
export class EncoderThread {
  readonly #worker: Worker;
  readonly #requests = new Map<number, { resolve(reply: EncoderReply): void; reject(error: PhotoseekError): void }>();
  readonly #exited: Promise<void>;
  readonly #tower: EncoderWorkerData['tower'];
  #nextId = 1;
  #failure: PhotoseekError | undefined;

  constructor(data: EncoderWorkerData) {
    forbidTelemetry();
    this.#tower = data.tower;
    this.#worker = new Worker(new URL('./encoder-worker.js', import.meta.url), {
      workerData: data,
      // Options of the process (`node --input-type=module -e …`) do not apply to its threads.
      execArgv: [],
    });
    this.#worker.on('message', (reply: EncoderReply) => this.#settle(reply));
    this.#worker.on('error', (cause) => this.#fail(new PhotoseekError('encoder-failed', cause.message, { cause })));
    this.#worker.on('exit', (code) =>
      this.#fail(new PhotoseekError('encoder-failed', `The encoder thread exited with code ${code}.`)),
    );
    this.#exited = new Promise((resolve) => this.#worker.on('exit', () => resolve()));
    // An idle encoder does not keep the process alive; a request in flight does.
    this.#worker.unref();
  }

  get pending(): number {
    return this.#requests.size;
  }

  run(request: EncoderRequest, transfer: ArrayBuffer[] = []): Promise<EncoderReply> {
    if (!isTracing()) return this.#send(request, transfer);
    const work = async () => {
      const reply = await this.#send({ ...request, isTimed: true }, transfer);
      // The time in between is that of waiting for the thread.
      if (reply.times !== undefined) addSpan('encoder worker', ...reply.times, { 'photoseek.tower': this.#tower });
      return reply;
    };
    return traced('encode', work, { 'photoseek.tower': this.#tower }, 'client');
  }

  #send(request: EncoderRequest, transfer: ArrayBuffer[]): Promise<EncoderReply> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      this.#requests.set(id, { resolve, reject });
      this.#worker.ref();
      this.#worker.postMessage({ ...request, id }, transfer);
    });
  }

  /** Rejects the requests in flight and waits until the thread has finished its current run. */
  async close(): Promise<void> {
    this.#fail(new PhotoseekError('encoder-failed', 'The encoder was closed.'));
    this.#worker.ref();
    this.#worker.postMessage('end');
    await this.#exited;
  }

  #settle(reply: EncoderReply): void {
    const request = this.#requests.get(reply.id);
    this.#requests.delete(reply.id);
    // While closing, the thread stays referenced until it exits.
    if (this.#requests.size === 0 && this.#failure === undefined) this.#worker.unref();
    if ('error' in reply) request?.reject(fromErrorData(reply.error));
    else request?.resolve(reply);
  }

  #fail(error: PhotoseekError): void {
    this.#failure ??= error;
    for (const { reject } of this.#requests.values()) reject(error);
    this.#requests.clear();
  }
}
