/**
 * The messages between the media pool and its child processes. For a content that is to be prepared, the child answers `hashed`, waits for
 * `expand`, and answers `page` before every page, `frame` for every frame and `done` at the end. It computes one frame ahead, and sends a frame after the parent has
 * taken the one before (`next`). Pixels come through a pipe of their own: see `pixel-pipe.ts`.
 */
import type { ErrorData } from '../../errors.js';
import type { FileMetadata } from '../../metadata/file-metadata.js';
import type { Defect } from '../../model/defect.js';
import type { Box } from '../../model/evidence.js';
import type { FilmPosition } from '../../model/film-position.js';
import type { FrameInfo } from '../../model/frame.js';
import type { ImageSpec } from '../../model/image-spec.js';
import type { DetectorChoice, FoundRegion } from '../../model/region.js';
import type { RgbImage } from '../../model/rgb-image.js';
import type { FramePlace, StoredFrame } from '../expand/expander.js';
import type { ExpandOptions } from '../expand/options.js';

/** Where a content comes from. */
export type MediaSource = { path: string } | { bytes: Uint8Array };

/** Formats that thumbnails are made in. */
export type ThumbnailFormat = 'webp' | 'avif';

/** Formats of small images, and `jpeg` of those in full size: WebP ends at 16,383 pixels a side. */
export type RenditionFormat = ThumbnailFormat | 'jpeg';

/** Work for a child process. It does one piece at a time. */
export type MediaRequest =
  /** `sidecars`: names of the files beside it that hold metadata of it; without the list, metadata is not read. */
  | { op: 'prepare'; source: MediaSource; sidecars: readonly string[] | undefined; options: ExpandOptions }
  /** `place`: of a frame; without it, the image of a photo. */
  | {
      op: 'thumbnail';
      source: MediaSource;
      edge: number;
      format: RenditionFormat;
      place: FramePlace | undefined;
      options: ExpandOptions;
    }
  /** `place`: as for a thumbnail. `box`: only this part of the image, in shares of it. */
  | {
      op: 'pixels';
      source: MediaSource;
      place: FramePlace | undefined;
      box: Box | undefined;
      /** Squares for encoders, or the whole image in some sizes. */
      wanted: { specs: readonly ImageSpec[] } | { whole: WholeSizes };
      options: ExpandOptions;
    }
  /** The answer to `hashed`; `null`: no frames are wanted. */
  | { op: 'expand'; wanted: WantedFrames | null }
  /** The answer to `frame`: the parent has taken it and wants another one. */
  | { op: 'next' };

/** Sizes of an image as a whole. */
export interface WholeSizes {
  /** Of its short side, in pixels. */
  sizes: readonly number[];
  kernel: ImageSpec['kernel'];
}

/** Work of the kind `pixels`. */
export type PixelsRequest = Omit<Extract<MediaRequest, { op: 'pixels' }>, 'op'>;

/** The frames to make of a content, and their inputs. */
export interface WantedFrames {
  /** The inputs to make of every frame. */
  specs: readonly ImageSpec[];
  /** The last frame that is stored already; `null`: none. */
  after: StoredFrame | null;
  /** The detectors that look at every frame of the kinds that they are for. */
  detectors: readonly DetectorChoice[];
  /** A thumbnail of every frame is made of the image that is scaled for its inputs. */
  thumbnails: boolean;
  /** Pages at which a process failed before. */
  leftOut: readonly number[];
}

/** The format of a content. */
export interface ContentFormat {
  /** Short lower-case name; see `Identity`. */
  format: string;
  mediaType: string;
  /** Damage that decoding went on after; absent without. */
  defect?: Defect;
  /** Its frames cannot be decoded without a program that is not installed: the one frame it is stored with. */
  undecoded?: Pick<FrameInfo, 'kind' | 'width' | 'height'>;
}

/** The answers of a child process. */
export type MediaReply =
  | { type: 'ready' }
  /** The file was read; the child waits for `expand`. */
  | {
      type: 'hashed';
      sha256: Uint8Array;
      sizeBytes: number;
      mtimeMs: number;
      ctimeMs?: number;
      metadata: FileMetadata | undefined;
    }
  /** It opens a page; `null`: it has opened the last one. */
  | { type: 'page'; page: number | null }
  /** It goes on. `position`: of a film. */
  | { type: 'progress'; position?: FilmPosition }
  /** Its pixels are in the pipe. */
  | ({ type: 'frame'; text?: string; regions?: FoundRegion[]; thumbnail?: Uint8Array } & FrameInfo)
  /** `content`: `null` when no frames were wanted. */
  | { type: 'done'; content: ContentFormat | null; frames: number }
  | { type: 'thumbnail'; bytes: Uint8Array }
  | { type: 'pixels'; images: RgbImage[] }
  /** Comes before the last answer to a request: this process must be replaced before the next one. */
  | { type: 'recycle' }
  | { type: 'error'; error: ErrorData };
