import type { Encoder } from '../../encoder/types.js';

/** A frame's input that waits for its vector. */
export interface QueuedInput {
  /** Transferred to the encoder: empty afterwards. */
  pixels: Uint8Array;
  /** Asked before it is encoded: its content may have failed meanwhile. */
  isNeeded(): boolean;
  accept(vector: Float32Array): void;
}

/** How a queue reports. */
export interface EncodeListener {
  /** A batch was encoded and its vectors were accepted. */
  onEncoded(count: number): void;
  onFailed(error: unknown): void;
}

/** The batch that an idle encoder begins with: as many images as it computes at a time. */
const LEAST_BATCH = 2;

/** The frames that wait for one encoder, in batches: an idle encoder gets what is there, a busy one full batches. */
export class EncodeQueue {
  readonly #encoder: Encoder;
  readonly #batchSize: number;
  readonly #listener: EncodeListener;
  #waiting: QueuedInput[] = [];
  readonly #running = new Set<Promise<void>>();

  /** @param batchSize images a batch */
  constructor(encoder: Encoder, batchSize: number, listener: EncodeListener) {
    this.#encoder = encoder;
    this.#batchSize = batchSize;
    this.#listener = listener;
  }

  add(input: QueuedInput): void {
    this.#waiting.push(input);
    this.#startWhenDue();
  }

  /** Resolves when no more batches are under way than the encoder works on, and one that waits. */
  async whenRoom(): Promise<void> {
    while (this.#running.size > this.#encoder.parallelism) await Promise.race(this.#running);
  }

  /** Encodes what waits; resolves when nothing is under way. */
  async drain(): Promise<void> {
    this.#start();
    while (this.#running.size > 0) await Promise.all(this.#running);
  }

  #startWhenDue(): void {
    const isIdle = this.#running.size < this.#encoder.parallelism;
    if (this.#waiting.length >= (isIdle ? Math.min(LEAST_BATCH, this.#batchSize) : this.#batchSize)) this.#start();
  }

  #start(): void {
    const batch = this.#waiting.filter((input) => input.isNeeded());
    this.#waiting = [];
    if (batch.length === 0) return;
    const work = this.#encode(batch)
      .catch((error) => this.#listener.onFailed(error))
      .finally(() => {
        this.#running.delete(work);
        this.#startWhenDue();
      });
    this.#running.add(work);
  }

  async #encode(batch: readonly QueuedInput[]): Promise<void> {
    const vectors = await this.#encoder.encodeImages(batch.map(({ pixels }) => pixels));
    for (const [i, input] of batch.entries()) input.accept(vectors[i] as Float32Array);
    this.#listener.onEncoded(batch.length);
  }
}
