import { existsSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { fromErrorData, fromThreadError, PhotoseekError, throwIfAborted } from '../../../errors.js';
import { checkCount, checkIds, checkVectors } from '../../check-vectors.js';
import { indexClosed, isGraphInvalid } from '../../index-errors.js';
import type {
  Cursor,
  EngineCapabilities,
  IndexChange,
  IndexLocation,
  IndexStatus,
  NeighbourOptions,
  Neighbours,
  VectorIndex,
} from '../../port.js';
import type { IndexReply, IndexRequest } from './index-worker.js';
import { NativeGate } from './native-gate.js';
import { unpackNeighbours } from './pack-neighbours.js';

/** How long the end of the process waits for the graph's thread: for a few vectors being indexed or, at worst, for a graph being written. */
const PATIENCE_AT_EXIT_MS = 10_000;

/** A request that has no answer yet. */
interface Request {
  resolve(reply: IndexReply): void;
  reject(error: PhotoseekError): void;
  onProgress: ((status: IndexStatus) => void) | undefined;
}

/** Finds neighbours in a graph that lives in a worker thread; see `BufferedGraph`. */
export class HnswIndex implements VectorIndex {
  readonly engine = 'hnsw';
  readonly capabilities: EngineCapabilities = { filter: 'ids', maxK: Number.POSITIVE_INFINITY, isRemote: false };
  readonly dim: number;
  #indexed = 0;
  #unindexed = 0;
  #cursor: Cursor | undefined;
  readonly #worker: Worker;
  readonly #gate = new NativeGate();
  readonly #exited: Promise<void>;
  readonly #requests = new Map<number, Request>();
  #nextId = 1;
  #failure: PhotoseekError | undefined;

  private constructor(dim: number) {
    this.dim = dim;
    this.#worker = new Worker(new URL('./index-worker.js', import.meta.url), {
      workerData: this.#gate.shared,
      // Options of the process (`node --input-type=module -e …`) must not reach its threads.
      execArgv: [],
    });
    const atExit = () => {
      this.#gate.shut();
      this.#gate.waitUntilIdle(PATIENCE_AT_EXIT_MS);
    };
    process.on('exit', atExit);
    this.#exited = new Promise((resolve) => {
      this.#worker.on('exit', () => {
        process.off('exit', atExit);
        resolve();
      });
    });
    this.#worker.on('message', (reply: IndexReply) => this.#settle(reply));
    this.#worker.on('error', (cause) =>
      this.#fail(fromThreadError(cause as Error, 'internal', `The index thread failed: ${(cause as Error).message}`)),
    );
    this.#worker.on('exit', (code) =>
      this.#fail(new PhotoseekError('internal', `The index thread ended with code ${code}.`)),
    );
    this.#worker.unref();
  }

  /** The persisted index; an empty one where there is none, or none that can be used: an index is only a cache. */
  static async open(location: IndexLocation): Promise<HnswIndex> {
    const index = new HnswIndex(location.identity.dim);
    try {
      if (existsSync(location.path)) await index.#read(location);
      else await index.#ask({ op: 'create', location });
    } catch (error) {
      if (!isGraphInvalid(error)) throw await index.#closeFor(error);
      await index.#ask({ op: 'create', location });
    }
    return index;
  }

  /**
   * The persisted index.
   * @throws PhotoseekError `graph-invalid` with the reason where it cannot be used
   */
  static async read(location: IndexLocation): Promise<HnswIndex> {
    const index = new HnswIndex(location.identity.dim);
    try {
      await index.#read(location);
      return index;
    } catch (error) {
      throw await index.#closeFor(error);
    }
  }

  async cursor(): Promise<Cursor | undefined> {
    if (this.#failure !== undefined) throw this.#failure;
    return this.#cursor;
  }

  async apply({ add, remove, cursor }: IndexChange): Promise<void> {
    checkIds(add.ids);
    checkVectors(add.data, add.ids.length, this.dim);
    const change = { add: { ids: [...add.ids], data: toOwnBuffer(add.data) }, remove: [...remove], cursor };
    await this.#ask({ op: 'apply', change });
    this.#cursor = cursor;
  }

  async search(
    queries: readonly Float32Array[],
    k: number,
    { allow, signal }: NeighbourOptions = {},
  ): Promise<Neighbours[]> {
    checkCount(k);
    for (const query of queries) checkVectors(query, 1, this.dim);
    throwIfAborted(signal);
    if (queries.length === 0) return [];
    const { neighbours } = await this.#ask({
      op: 'search',
      queries: this.#join(queries),
      k,
      allow: allow === undefined ? undefined : toOwnBuffer(allow.toArray()),
    });
    throwIfAborted(signal);
    return unpackNeighbours(neighbours as Float64Array);
  }

  async flush(onProgress?: (status: IndexStatus) => void): Promise<void> {
    await this.#ask({ op: 'flush' }, onProgress);
  }

  status(): IndexStatus {
    return { size: this.#indexed + this.#unindexed, indexed: this.#indexed, unindexed: this.#unindexed };
  }

  async reset(): Promise<void> {
    await this.#ask({ op: 'reset' });
    this.#cursor = undefined;
  }

  async close(): Promise<void> {
    this.#fail(indexClosed());
    this.#gate.shut();
    // Not `terminate`: the thread may be in the middle of native work (see `NativeGate`).
    this.#worker.ref();
    this.#worker.postMessage({ op: 'close' } satisfies IndexRequest);
    await this.#exited;
  }

  #join(queries: readonly Float32Array[]): Float32Array {
    if (queries.length === 1) return toOwnBuffer(queries[0] as Float32Array);
    const joined = new Float32Array(queries.length * this.dim);
    queries.forEach((query, i) => {
      joined.set(query, i * this.dim);
    });
    return joined;
  }

  async #read(location: IndexLocation): Promise<void> {
    const { cursor } = await this.#ask({ op: 'read', location });
    this.#cursor = cursor;
  }

  async #closeFor(error: unknown): Promise<unknown> {
    await this.close();
    return error;
  }

  async #ask(request: IndexRequest, onProgress?: (status: IndexStatus) => void): Promise<IndexReply> {
    if (this.#failure !== undefined) throw this.#failure;
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      this.#requests.set(id, { resolve, reject, onProgress });
      this.#worker.ref();
      this.#worker.postMessage({ id, ...request });
    });
  }

  #settle(reply: IndexReply): void {
    this.#indexed = reply.indexed;
    this.#unindexed = reply.unindexed;
    const request = this.#requests.get(reply.id);
    if (reply.isProgress) {
      request?.onProgress?.(this.status());
      return;
    }
    this.#requests.delete(reply.id);
    // While it is being closed, the process waits for its end.
    if (this.#requests.size === 0 && this.#failure === undefined) this.#worker.unref();
    if (reply.error === undefined) request?.resolve(reply);
    else request?.reject(fromErrorData(reply.error));
  }

  #fail(error: PhotoseekError): void {
    this.#failure ??= error;
    for (const { reject } of this.#requests.values()) reject(error);
    this.#requests.clear();
  }
}

/** A part of a larger array would be sent with the whole of its buffer. */
function toOwnBuffer<T extends Float32Array | Uint32Array>(array: T): T {
  return array.byteLength === array.buffer.byteLength ? array : (array.slice() as T);
}
