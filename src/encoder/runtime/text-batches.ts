import type { EncodedText } from '../types.js';
import type { Tokens } from './tokens.js';

/** Texts in one run of the model. Twice as many gain nothing, and a query that arrives meanwhile waits longer. */
const BATCH = 16;

/** A queued text. */
interface Waiting {
  tokens: Tokens;
  resolve(encoded: EncodedText): void;
  reject(error: unknown): void;
}

/**
 * Batches concurrent texts of the same number of tokens, which halves the time for each. Lengths are not mixed, because padding would
 * change the last digits of a vector. The text that has waited longest decides which length is next.
 */
export class TextBatches {
  readonly #encode: (batch: readonly Tokens[]) => Promise<EncodedText[]>;
  #waiting: Waiting[] = [];
  #isRunning = false;

  /** @param encode one run of the model; all of `batch` are equally long */
  constructor(encode: (batch: readonly Tokens[]) => Promise<EncodedText[]>) {
    this.#encode = encode;
  }

  async encode(texts: readonly Tokens[]): Promise<EncodedText[]> {
    const encoded = texts.map(
      (tokens) =>
        new Promise<EncodedText>((resolve, reject) => {
          this.#waiting.push({ tokens, resolve, reject });
        }),
    );
    if (!this.#isRunning) void this.#run();
    return Promise.all(encoded);
  }

  async #run(): Promise<void> {
    this.#isRunning = true;
    while (this.#waiting.length > 0) {
      // A run blocks this thread: receive the requests that arrived meanwhile first.
      await new Promise((resolve) => setImmediate(resolve));
      const batch = this.#takeBatch();
      try {
        const encoded = await this.#encode(batch.map(({ tokens }) => tokens));
        batch.forEach(({ resolve }, i) => {
          resolve(encoded[i] as EncodedText);
        });
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    this.#isRunning = false;
  }

  #takeBatch(): Waiting[] {
    const length = this.#waiting[0]?.tokens.ids.length;
    const batch: Waiting[] = [];
    const left: Waiting[] = [];
    for (const item of this.#waiting)
      (batch.length < BATCH && item.tokens.ids.length === length ? batch : left).push(item);
    this.#waiting = left;
    return batch;
  }
}
