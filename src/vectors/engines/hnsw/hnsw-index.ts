import { Worker } from 'node:worker_threads';
import { fromErrorData, PhotoseekError } from '../../../errors.js';
import { checkCount, checkIds, checkVectors } from '../../check-vectors.js';
import type { NeighbourOptions, Neighbours, VectorIndex } from '../../port.js';
import type { GraphCursor, GraphIdentity } from './graph-file.js';
import type { IndexReply, IndexRequest } from './index-worker.js';
import { NativeGate } from './native-gate.js';

/** How long the end of the process waits for the graph's thread: for a few links or, at worst, for a graph being saved. */
const PATIENCE_AT_EXIT_MS = 10_000;

/** Finds neighbours in a graph that lives in a worker thread; see `BufferedGraph`. */
export class HnswIndex implements VectorIndex {
  readonly dim: number;
  /** How many vectors are not linked yet, as of the last answer. They are found all the same. */
  pending = 0;
  size = 0;
  readonly #worker: Worker;
  readonly #gate = new NativeGate();
  readonly #exited: Promise<void>;
  readonly #requests = new Map<number, { resolve(reply: IndexReply): void; reject(error: PhotoseekError): void }>();
  #nextId = 1;
  #failure: PhotoseekError | undefined;

  private constructor(dim: number) {
    this.dim = dim;
    this.#worker = new Worker(new URL('./index-worker.js', import.meta.url), {
      workerData: this.#gate.shared,
      // Options of the process (`node --input-type=module -e …`) are not meant for its threads.
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
      this.#fail(new PhotoseekError('internal', `The index thread failed: ${cause.message}`, { cause })),
    );
    this.#worker.on('exit', (code) =>
      this.#fail(new PhotoseekError('internal', `The index thread ended with code ${code}.`)),
    );
    this.#worker.unref();
  }

  /** An empty index. */
  static async create(dim: number): Promise<HnswIndex> {
    const index = new HnswIndex(dim);
    await index.#ask({ op: 'create', dim });
    return index;
  }

  /**
   * A saved index, and how far it had followed its catalogue.
   * @throws PhotoseekError `graph-invalid`
   */
  static async read(sidecarPath: string, identity: GraphIdentity): Promise<{ index: HnswIndex; cursor: GraphCursor }> {
    const index = new HnswIndex(identity.dim);
    try {
      const { cursor } = await index.#ask({ op: 'read', sidecarPath, identity });
      return { index, cursor: cursor as GraphCursor };
    } catch (error) {
      await index.close();
      throw error;
    }
  }

  async add(ids: readonly number[], vectors: Float32Array): Promise<void> {
    checkIds(ids);
    checkVectors(vectors, ids.length, this.dim);
    await this.#ask({ op: 'add', ids: [...ids], vectors });
  }

  async remove(ids: readonly number[]): Promise<void> {
    if (ids.length > 0) await this.#ask({ op: 'remove', ids: [...ids] });
  }

  async search(vector: Float32Array, k: number, options: NeighbourOptions = {}): Promise<Neighbours> {
    checkCount(k);
    checkVectors(vector, 1, this.dim);
    const { neighbours } = await this.#ask({ op: 'search', vector, k, ...options });
    return neighbours as Neighbours;
  }

  /** Waits until every vector is linked. */
  async settle(): Promise<void> {
    await this.#ask({ op: 'settle' });
  }

  /** Links what is left and saves; see `saveGraph`. `cursor` must describe exactly what was added and removed so far. */
  async save(sidecarPath: string, identity: GraphIdentity, cursor: GraphCursor): Promise<void> {
    await this.#ask({ op: 'save', sidecarPath, identity, cursor });
  }

  async close(): Promise<void> {
    this.#fail(new PhotoseekError('library-closed', 'The index was closed.'));
    this.#gate.shut();
    // Not `terminate`: the thread may be in the middle of native work (see `NativeGate`).
    this.#worker.ref();
    this.#worker.postMessage({ op: 'close' } satisfies IndexRequest);
    await this.#exited;
  }

  async #ask(request: IndexRequest): Promise<IndexReply> {
    if (this.#failure !== undefined) throw this.#failure;
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      this.#requests.set(id, { resolve, reject });
      this.#worker.ref();
      this.#worker.postMessage({ id, ...request });
    });
  }

  #settle(reply: IndexReply): void {
    this.size = reply.size;
    this.pending = reply.pending;
    const request = this.#requests.get(reply.id);
    this.#requests.delete(reply.id);
    // Being closed, it is waited for until its end.
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
