import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { stat } from 'node:fs/promises';
import { isAbsolute, normalize, sep } from 'node:path';
import { PhotoseekError } from '../../errors.js';
import type { IndexOptions } from '../../indexer/progress/events.js';
import type { Library } from '../../library/types.js';
import { HttpError } from '../errors/problem.js';
import { Job } from './job.js';

/** Older ones that have ended are forgotten. */
const MAX_JOBS = 50;

/** The index runs that this server starts, one at a time. */
export class Jobs {
  readonly #library: Library;
  readonly #jobs = new Map<string, Job>();

  constructor(library: Library) {
    this.#library = library;
  }

  /** The newest first. */
  list(): Job[] {
    return [...this.#jobs.values()].reverse();
  }

  /** @throws HttpError `job-not-found` */
  get(id: string): Job {
    const job = this.#jobs.get(id);
    if (job === undefined) throw new HttpError('job-not-found', `There is no job ${id}, or it was forgotten.`);
    return job;
  }

  /**
   * @param paths absolute and there; see {@link checkPath}
   * @throws HttpError `job-running`
   */
  start(paths: string[], options: IndexOptions): Job {
    this.assertIdle();
    const id = randomBytes(8).toString('base64url');
    const job = new Job(id, paths, (signal) => this.#library.index(paths, { ...options, signal }));
    this.#jobs.set(id, job);
    const [oldest] = this.#jobs.keys();
    if (this.#jobs.size > MAX_JOBS && oldest !== undefined) this.#jobs.delete(oldest);
    return job;
  }

  /** @throws HttpError `job-running` */
  assertIdle(): void {
    const running = this.list().find((job) => job.isRunning);
    if (running === undefined) return;
    throw new HttpError('job-running', 'An index run is going on already.', {
      hint: `Wait for it, or cancel it: DELETE /api/v1/jobs/${running.id}`,
    });
  }

  /** Cancels what is going on, and waits until it has stopped. */
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

/** A path as it may be indexed. @throws PhotoseekError `bad-argument`, `path-not-found` */
export async function checkPath(path: string): Promise<string> {
  if (!isAbsolute(path) || path.includes('\0')) {
    throw new PhotoseekError(
      'bad-argument',
      'A path must be absolute: the server has no folder that others could mean.',
    );
  }
  await stat(path).catch((cause) => {
    throw new PhotoseekError('path-not-found', `There is no file or folder ${path} that can be reached.`, { cause });
  });
  const plain = normalize(path);
  return plain.length > 1 && plain.endsWith(sep) ? plain.slice(0, -1) : plain;
}

/** Whether a path is a root, or lies below one. */
export function isInRoots(path: string, roots: readonly string[]): boolean {
  return roots.some((root) => path === root || path.startsWith(root.endsWith(sep) ? root : root + sep));
}
