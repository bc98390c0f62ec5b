import type { OpenOptions } from '../types/open-options.js';
import type { DatabaseStatus } from './read/primary/types.js';
import type { ReplicaStatus } from './read/replica/types.js';

/** Options of `openPublished`. */
export interface PublishedOptions
  extends Pick<
    OpenOptions,
    'modelCache' | 'hub' | 'offline' | 'device' | 'ffmpeg' | 'fetchUrl' | 'onStage' | 'onModelDownload'
  > {
  /** The folder that thumbnails were published into, or the address of a bucket: `s3://bucket/prefix`. Default: none; then they are made of the originals. */
  thumbnails?: string;
  /** Folders on this machine, by the ids of roots, which `photoseek publish` prints. */
  roots?: Readonly<Record<string, string>>;
  /** The address of a read replica of the database: reads go there as long as it is reached and shows what was published. Default: none. */
  replica?: string;
  /** A replica that shows changes later than this is not used until it has caught up. Default 60,000. */
  maxReplicaLagMs?: number | undefined;
  /** Called with the status of the replica: at first, every two seconds, and when a statement has failed there. */
  onReplica?: ((status: ReplicaStatus) => void) | undefined;
  /**
   * Open although the database cannot be reached, and look at it every two seconds: what is asked meanwhile is answered by the replica, or ends with the reason.
   * Called with the status of the database when it comes or goes. Default: opening fails without the database.
   */
  onDatabase?: ((status: DatabaseStatus) => void) | undefined;
}
