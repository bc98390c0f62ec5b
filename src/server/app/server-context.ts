import type { ReplicaStatus } from '../../library/published/read/replica/types.js';
import type { Library } from '../../library/types/library.js';
import type { Access } from '../access/access.js';
import type { Jobs } from '../jobs/jobs.js';
import type { Queues } from '../middleware/queues.js';
import type { Metrics } from './metrics.js';

/** Dependencies of the routes. */
export interface ServerContext {
  library: Library;
  access: Access;
  jobs: Jobs;
  queues: Queues;
  metrics: Metrics;
  urlQueries: boolean;
  /** It listens on an address that other machines reach. */
  isWide: boolean;
  /** See `AppOptions`. */
  basePath: string;
  isReady: () => boolean;
  /** See `AppOptions`. */
  isAvailable: () => boolean;
  /** See `AppOptions`. */
  replica: () => ReplicaStatus | undefined;
}
