import { availableParallelism } from 'node:os';
import { WorkQueue } from './work-queue.js';

/** The queues of a server, apart so that decoding of images and slow uploads do not delay searches. */
export interface Queues {
  search: WorkQueue;
  /** Vectors for other programs: few at a time, so that searches are not delayed. */
  embed: WorkQueue;
  decode: WorkQueue;
  /** Photos in full size: one at a time, because each takes hundreds of megabytes while it is made. */
  full: WorkQueue;
  upload: WorkQueue;
}

/**
 * @param searches concurrent searches. Default: sixteen a core, so that texts are encoded in batches
 * @param waiting requests that may wait in a queue. Default 200
 */
export function createQueues({ searches = 16 * availableParallelism(), waiting = 200 }): Queues {
  return {
    search: new WorkQueue({ running: searches, waiting }),
    embed: new WorkQueue({ running: 2, waiting }),
    decode: new WorkQueue({ running: 2 * availableParallelism(), waiting: 5 * waiting }),
    full: new WorkQueue({ running: 1, waiting: 20 }),
    upload: new WorkQueue({ running: 8, waiting }),
  };
}
