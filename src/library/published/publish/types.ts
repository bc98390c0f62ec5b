/** Options of {@link Library.publish}. */
export interface PublishOptions {
  /** A folder that servers read thumbnails from, or a bucket (`s3://bucket/prefix`); those of the library are copied there, by the hashes of their contents. Default: none are copied. */
  thumbnails?: string;
  /** The name of the library, for people. Default: the name it has there, or that of its folder. */
  name?: string;
  /** Let servers accept the keys of the library: their hashes are sent. A key for no folder shows the photos of all libraries there. Default `false`. */
  keys?: boolean;
  /** Go on until the signal fires, and send changes of the library some seconds after they were made. Default `false`. */
  follow?: boolean;
  /** Compare all photos with what is published, also those that have not changed since they were sent. Default `false`: only where it is not known what has changed. */
  full?: boolean;
  signal?: AbortSignal;
  /** Called after each batch. */
  onProgress?: (progress: PublishProgress) => void;
  /** Called after each pass over the library; with `follow` there are many. */
  onReport?: (report: PublishReport) => void;
}

/** How far publishing has come. */
export interface PublishProgress {
  /** Contents that were compared with what is published. */
  done: number;
  /** Contents that are to be compared: those that have changed, or all. */
  total: number;
}

/** The outcome of a pass. */
export interface PublishReport {
  /** The library, as the database names it. */
  libraryId: string;
  name: string;
  /** Its roots: a server finds the originals below one by its id. */
  roots: { id: string; path: string }[];
  /** Whether all contents were compared with what is published, or the rest of them after an interruption; otherwise, those that have changed. */
  isFull: boolean;
  /** Contents that were compared. */
  photos: number;
  /** Those that were sent, because they are new there or have changed. */
  sent: number;
  /** Those that the library does not have any more. */
  removed: number;
  /** Files that were copied to where servers read thumbnails. */
  thumbnails: number;
}

/** Options of {@link Library.unpublish}. */
export interface UnpublishOptions {
  /** The folder or bucket of thumbnails: those of photos that no library has any more are deleted. */
  thumbnails?: string;
}
