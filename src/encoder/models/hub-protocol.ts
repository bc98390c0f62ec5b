/** The messages between `resolveModel` and the thread that downloads a model. */
import type { ErrorData } from '../../errors.js';

/** The model to download, the folder to store it in, and the hub to ask. */
export interface HubRequest {
  id: string;
  cache: string;
  hub: string;
}

/** Progress of one file of a model that is being downloaded. */
export interface DownloadProgress {
  file: string;
  loadedBytes: number;
  /** 0 when the hub does not state the size. */
  totalBytes: number;
}

/** A message from the downloading thread. */
export type HubReply =
  | { type: 'progress'; progress: DownloadProgress }
  | { type: 'done' }
  | { type: 'error'; error: ErrorData };
