import { PhotoseekError } from '../../errors.js';

/** A frame may take so many time limits, as long as there is progress: most of a long film may be black. */
const MOST_LIMITS = 10;

/** Limits how long a request may go on without progress, and without a frame whatever progress there is. */
export class RequestTimer {
  readonly #limitMs: number;
  readonly #onTimeout: (error: PhotoseekError) => void;
  #timer: NodeJS.Timeout | undefined;
  /** When the frame that is waited for must be there, whatever progress there is. */
  #endAtMs = 0;

  /** @param onTimeout is told `decoder-timeout` */
  constructor(limitMs: number, onTimeout: (error: PhotoseekError) => void) {
    this.#limitMs = limitMs;
    this.#onTimeout = onTimeout;
  }

  /** The next frame is waited for from now on. */
  start(limitMs = this.#limitMs): void {
    this.#endAtMs = performance.now() + MOST_LIMITS * limitMs;
    this.#set(limitMs, `Decoding took longer than ${limitMs / 1000} s.`);
  }

  /** There is progress. A timer that was stopped stays so. */
  extend(): void {
    if (this.#timer === undefined) return;
    const left = this.#endAtMs - performance.now();
    if (left > this.#limitMs) this.#set(this.#limitMs, `Decoding made no progress for ${this.#limitMs / 1000} s.`);
    else this.#set(left, `Decoding one frame took longer than ${(MOST_LIMITS * this.#limitMs) / 1000} s.`);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #set(ms: number, reason: string): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#onTimeout(new PhotoseekError('decoder-timeout', reason)), Math.max(0, ms));
  }
}
