import { Worker } from 'node:worker_threads';

/** Errors that are listed; more of them say nothing new. */
export const MAX_ERRORS = 20;

/**
 * Has SQLite read every page of a catalogue, its indexes and its words, in a thread of its own: a big one takes seconds.
 * @returns what is wrong, in SQLite's words; nothing when all is well
 */
export function findIntegrityErrors(catalogueFile: string): Promise<string[]> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./integrity-worker.js', import.meta.url), {
      workerData: catalogueFile,
      execArgv: [],
    });
    worker.once('message', (errors: string[]) => resolve(errors));
    worker.once('error', reject);
    worker.once('exit', (code) => reject(new Error(`The checking thread ended with code ${code}.`)));
  });
}
