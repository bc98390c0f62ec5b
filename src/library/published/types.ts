import type { OpenOptions } from '../types/open-options.js';

/** Options of `openPublished`. */
export interface PublishedOptions
  extends Pick<
    OpenOptions,
    'modelCache' | 'hub' | 'offline' | 'device' | 'ffmpeg' | 'fetchUrl' | 'onStage' | 'onModelDownload'
  > {
  /** The folder that thumbnails were published into. Default: none; then they are made of the originals. */
  thumbnails?: string;
  /** Folders on this machine, by the ids of roots, which `photoseek publish` prints. */
  roots?: Readonly<Record<string, string>>;
}
