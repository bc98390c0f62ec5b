import { EventEmitter } from 'node:events';
import { PhotoseekError } from '../../errors.js';
import type { IndexEvent, IndexReport, RunProgress } from '../../indexer/progress/events.js';
import { NO_PROGRESS, reduceProgress } from '../../library/run-progress.js';
import { type Problem, toProblem } from '../errors/problem.js';

/** A job in responses; see `JobSchema`. */
export interface JobView {
  id: string;
  state: 'running' | 'done' | 'failed' | 'cancelled';
  paths: string[];
  startedAtMs: number;
  endedAtMs: number | null;
  progress: RunProgress;
  last: IndexEvent | null;
  report: IndexReport | null;
  problem: Problem | null;
  links: { self: string; events: string };
}

/** An index run that this server started. Emits `event` with every IndexEvent, and `end`. */
export class Job extends EventEmitter<{ event: [IndexEvent]; end: [] }> {
  readonly id: string;
  readonly #self: string;
  readonly #paths: string[];
  readonly #startedAtMs = Date.now();
  readonly #stop = new AbortController();
  #state: JobView['state'] = 'running';
  #endedAtMs: number | null = null;
  #progress = NO_PROGRESS;
  #last: IndexEvent | null = null;
  #report: IndexReport | null = null;
  #problem: Problem | null = null;

  /**
   * @param self its address on this server
   * @param start starts the run and yields its events; the signal cancels it
   */
  constructor(id: string, self: string, paths: string[], start: (signal: AbortSignal) => AsyncIterable<IndexEvent>) {
    super();
    // Every page that follows the job is a listener.
    this.setMaxListeners(0);
    this.id = id;
    this.#self = self;
    this.#paths = paths;
    void this.#follow(start);
  }

  get isRunning(): boolean {
    return this.#endedAtMs === null;
  }

  /** Stops it after the images in flight. */
  cancel(): void {
    this.#stop.abort();
  }

  view(): JobView {
    const self = this.#self;
    return {
      id: this.id,
      state: this.#state,
      paths: this.#paths,
      startedAtMs: this.#startedAtMs,
      endedAtMs: this.#endedAtMs,
      progress: this.#progress,
      last: this.#last,
      report: this.#report,
      problem: this.#problem,
      links: { self, events: `${self}/events` },
    };
  }

  async #follow(start: (signal: AbortSignal) => AsyncIterable<IndexEvent>): Promise<void> {
    try {
      for await (const event of start(this.#stop.signal)) this.#take(event);
      this.#state = 'done';
    } catch (error) {
      const isCancelled = this.#stop.signal.aborted || (error instanceof PhotoseekError && error.kind === 'aborted');
      this.#state = isCancelled ? 'cancelled' : 'failed';
      if (!isCancelled) this.#problem = toProblem(error);
    }
    this.#endedAtMs = Date.now();
    this.emit('end');
  }

  #take(event: IndexEvent): void {
    this.#progress = reduceProgress(this.#progress, event);
    if (event.type === 'done') this.#report = event.report;
    // Progress is what `last` shows; a failed file is none.
    if (event.type !== 'failed' && event.type !== 'done') this.#last = event;
    this.emit('event', event);
  }
}
