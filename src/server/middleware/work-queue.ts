import { PhotoseekError } from '../../errors.js';
import { HttpError } from '../errors/problem.js';

/** How much work is taken on. */
export interface WorkQueueOptions {
  /** Pieces of work that go on at the same time. */
  running: number;
  /** Pieces that may wait for that; one more is turned away. */
  waiting: number;
}

/** Work in the order it came, so much at a time; beyond a bound it is turned away at once rather than kept waiting for long. */
export class WorkQueue {
  readonly #options: WorkQueueOptions;
  readonly #waiting = new Set<() => void>();
  #running = 0;

  constructor(options: WorkQueueOptions) {
    this.#options = options;
  }

  get running(): number {
    return this.#running;
  }

  get waiting(): number {
    return this.#waiting.size;
  }

  /**
   * @param signal ends the waiting; the work itself must heed it, too
   * @throws HttpError `busy`; PhotoseekError `aborted`
   */
  async run<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
    await this.#enter(signal);
    try {
      return await work();
    } finally {
      this.#leave();
    }
  }

  #enter(signal: AbortSignal): Promise<void> | undefined {
    if (signal.aborted) throw toAborted(signal);
    if (this.#running < this.#options.running) {
      this.#running += 1;
      return undefined;
    }
    if (this.#waiting.size >= this.#options.waiting) {
      throw new HttpError('busy', 'Too many requests wait already.', { headers: { 'Retry-After': '1' } });
    }
    return new Promise((resolve, reject) => {
      const enter = () => {
        signal.removeEventListener('abort', giveUp);
        resolve();
      };
      const giveUp = () => {
        this.#waiting.delete(enter);
        reject(toAborted(signal));
      };
      signal.addEventListener('abort', giveUp, { once: true });
      this.#waiting.add(enter);
    });
  }

  #leave(): void {
    const [next] = this.#waiting;
    if (next === undefined) {
      this.#running -= 1;
    } else {
      // The place is handed on.
      this.#waiting.delete(next);
      next();
    }
  }
}

function toAborted(signal: AbortSignal): PhotoseekError {
  return new PhotoseekError('aborted', 'The request was given up.', { cause: signal.reason });
}
