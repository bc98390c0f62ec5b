/** What the media pool and its child processes say to each other. */
import type { ErrorData } from '../../errors.js';
import type { FileMetadata } from '../../metadata/file-metadata.js';
import type { ImageSpec } from '../prepare/image-spec.js';

/** Where a picture comes from. */
export type MediaSource = { path: string } | { bytes: Uint8Array };

/** Formats that thumbnails are made in. */
export type ThumbnailFormat = 'webp' | 'avif';

/** Work for a child process. It does one piece at a time. */
export type MediaRequest =
  /** `sidecars`: names of the files beside it that say something about it; without the list, metadata is not read. */
  | { op: 'prepare'; source: MediaSource; spec: ImageSpec; sidecars: readonly string[] | undefined }
  | { op: 'thumbnail'; source: MediaSource; edge: number; format: ThumbnailFormat }
  /** The answer to `hashed`: whether the pixels are wanted. */
  | { op: 'continue'; wantPixels: boolean };

/** Metadata that come with the pixels. */
export interface ImageHeader {
  format: string;
  mediaType: string;
  /** In pixels, upright. */
  width: number;
  height: number;
}

/** What a child process answers. */
export type MediaReply =
  | { type: 'ready' }
  /** The file was read; the child waits for `continue`. */
  | { type: 'hashed'; sha256: Uint8Array; sizeBytes: number; mtimeMs: number; metadata: FileMetadata | undefined }
  /** The pixels come through a pipe of their own. `phash`: see `computePhash`. */
  | { type: 'pixels'; metadata: ImageHeader; phash: Uint8Array }
  | { type: 'unwanted' }
  | { type: 'thumbnail'; bytes: Uint8Array }
  /** Comes before the last word on a picture: this process must not get another one. */
  | { type: 'spent' }
  | { type: 'error'; error: ErrorData };
