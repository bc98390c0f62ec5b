import type { PhotoseekError } from '../errors.js';

/** After so long, a server that could not be reached is tried again. Until then, no search waits for it. */
const RETRY_MS = 5000;

/** Up to so many vectors are compared with while the engine cannot be reached: some seconds. */
const COMPARE_UP_TO = 200_000;

/** A time during which the engine of a space cannot be reached. */
export class Outage {
  readonly error: PhotoseekError;
  /** Vectors that the source holds. */
  readonly count: number;
  readonly #startedAt = performance.now();

  constructor(error: PhotoseekError, count: number) {
    this.error = error;
    this.count = count;
  }

  get isRetryDue(): boolean {
    return performance.now() - this.#startedAt >= RETRY_MS;
  }

  /**
   * Whether a search can be answered without the engine.
   * @param allowed how many vectors may be found; `undefined`: all
   */
  canCompare(allowed = this.count): boolean {
    return allowed <= COMPARE_UP_TO;
  }
}
