import type { Library } from '../../library/types.js';
import type { Access } from '../access/access.js';
import type { Jobs } from '../jobs/jobs.js';
import type { WorkQueue } from '../middleware/work-queue.js';
import type { Metrics } from './metrics.js';

/** The queues of a server: pictures that must be decoded do not hold up searches, nor slow senders either. */
export interface Queues {
  search: WorkQueue;
  picture: WorkQueue;
  upload: WorkQueue;
}

/** What routes work with. */
export interface ServerContext {
  library: Library;
  access: Access;
  jobs: Jobs;
  queues: Queues;
  metrics: Metrics;
  urlQueries: boolean;
  isReady: () => boolean;
}
