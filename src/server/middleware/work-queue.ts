import { PhotoseekError } from '../../errors.js';
import { HttpError } from '../errors/problem.js';

/** Bounds of a queue. */
export interface WorkQueueOptions {
  /** Maximum number of tasks in progress. */
  running: number;
  /** Maximum number of tasks that wait; one more is rejected. */
  waiting: number;
}

/** A FIFO queue with bounded concurrency and bounded length: beyond it, work is rejected at once instead of waiting for long. */
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
   * @param signal ends the wait; the work must heed it by itself
   * @throws HttpError `overloaded`; PhotoseekError `aborted`
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
      throw new HttpError('overloaded', 'The queue is full.', { headers: { 'Retry-After': '1' } });
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
      // The slot passes to the next task.
      this.#waiting.delete(next);
      next();
    }
  }
}

function toAborted(signal: AbortSignal): PhotoseekError {
  return new PhotoseekError('aborted', 'The request was cancelled.', { cause: signal.reason });
}
