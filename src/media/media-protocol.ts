/** What the media pool and its child processes say to each other. */
import type { ErrorData } from '../errors.js';
import type { ImageSpec } from './image-spec.js';

/** Where a picture comes from. */
export type MediaSource = { path: string } | { bytes: Uint8Array };

/** Formats that thumbnails are made in. */
export type ThumbnailFormat = 'webp' | 'avif';

/** Work for a child process. It does one piece at a time. */
export type MediaRequest =
  | { op: 'prepare'; source: MediaSource; spec: ImageSpec }
  | { op: 'thumbnail'; source: MediaSource; edge: number; format: ThumbnailFormat }
  /** The answer to `hashed`: whether the pixels are wanted. */
  | { op: 'continue'; wantPixels: boolean };

/** Facts that come with the pixels. */
export interface MediaFacts {
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
  | { type: 'hashed'; sha256: Uint8Array; sizeBytes: number; mtimeMs: number }
  | { type: 'pixels'; pixels: Uint8Array; facts: MediaFacts }
  | { type: 'unwanted' }
  | { type: 'thumbnail'; bytes: Uint8Array }
  /** Comes before the last word on a picture: this process must not get another one. */
  | { type: 'spent' }
  | { type: 'error'; error: ErrorData };
