import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { IndexOptions } from '../../indexer/progress/events.js';
import type { Library } from '../../library/types/library.js';
import { HttpError } from '../errors/problem.js';
import { Job } from './job.js';

/** Jobs in memory; the oldest are dropped. */
const MAX_JOBS = 50;

/** The index runs that this server started, one at a time. */
export class Jobs {
  readonly #library: Library;
  readonly #basePath: string;
  readonly #jobs = new Map<string, Job>();

  /** @param basePath of the server, for links */
  constructor(library: Library, basePath = '') {
    this.#library = library;
    this.#basePath = basePath;
  }

  /** The newest first. */
  list(): Job[] {
    return [...this.#jobs.values()].reverse();
  }

  /** @throws HttpError `job-not-found` */
  get(id: string): Job {
    const job = this.#jobs.get(id);
    if (job === undefined)
      throw new HttpError('job-not-found', `There is no job ${id}, or it is older than the last ${MAX_JOBS}.`);
    return job;
  }

  /**
   * @param paths absolute and existing; see `checkPath`
   * @throws HttpError `job-running`
   */
  start(paths: string[], options: IndexOptions): Job {
    this.assertIdle();
    const id = randomBytes(8).toString('base64url');
    const links = `${this.#basePath}/api/v1/jobs/${id}`;
    const job = new Job(id, links, paths, (signal) => this.#library.index(paths, { ...options, signal }));
    this.#jobs.set(id, job);
    const [oldest] = this.#jobs.keys();
    if (this.#jobs.size > MAX_JOBS && oldest !== undefined) this.#jobs.delete(oldest);
    return job;
  }

  /** @throws HttpError `job-running` */
  assertIdle(): void {
    const running = this.list().find((job) => job.isRunning);
    if (running === undefined) return;
    throw new HttpError('job-running', 'An index run is already in progress.', {
      hint: `Wait for it, or cancel it: DELETE ${this.#basePath}/api/v1/jobs/${running.id}`,
    });
  }

  /** Cancels the run in progress and waits until it has stopped. */
  async close(): Promise<void> {
    await Promise.all(
      this.list()
        .filter((job) => job.isRunning)
        .map((job) => {
          job.cancel();
          return once(job, 'end');
        }),
    );
  }
}
