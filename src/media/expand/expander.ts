import type { FoundMetadata } from '../../metadata/found-metadata.js';
import type { MediaMetadata } from '../../metadata/media-metadata.js';
import type { FilmPosition } from '../../model/film-position.js';
import type { FrameInfo } from '../../model/frame.js';
import type { OpenImage } from '../decode/types.js';
import type { Identity } from '../identify/identify.js';
import type { ExpandOptions } from './options.js';

/** A content to be expanded into frames. */
export interface ExpandSource {
  identity: Identity;
  /** The file; `null` for contents that came as bytes. */
  path: string | null;
  /** The whole file; of a video, which is not read whole, its first bytes. */
  bytes: Uint8Array;
  options: ExpandOptions;
}

/** A frame that is stored already. */
export type StoredFrame = Pick<FrameInfo, 'ordinal' | 'atMs' | 'page'>;

/** A request for frames of a content. */
export interface ExpandRequest {
  /** Frames need no more pixels than this on their short side. */
  side: number;
  /** The last frame that an interrupted run has stored: the frames up to it are not yielded again. `null`: none. */
  after: StoredFrame | null;
  /**
   * Called as often as something was done, also for frames that are not yielded: a content of which nothing is heard for long is given up.
   * @param position absent where it is not known
   */
  onProgress?(position?: FilmPosition): void;
  /** Pages at which the decoder failed before: they are not opened. Default: none. */
  leftOut?: readonly number[];
  /**
   * Called with each page before it is opened, and with `null` when all are read: a process that dies in between has died of this page, which is
   * left out of another try.
   */
  onPage?(page: number | null): void;
}

/** The place of a frame in its content; an expander finds the frame again by it. */
export type FramePlace = Pick<FrameInfo, 'ordinal' | 'kind' | 'atMs' | 'page' | 'label'>;

/** A frame whose pixels can be decoded until the next frame is requested. */
export interface ExpandedFrame extends Omit<FramePlace, 'ordinal'> {
  image: OpenImage;
  /** In pixels, upright, where the image has fewer of them than the frame. */
  size?: { width: number; height: number };
  /** The text of a page. */
  text?: string;
}

/** The metadata of a container. */
export interface ContentDescription {
  found: FoundMetadata;
  media: MediaMetadata;
}

/** Expands contents of some formats into frames: key frames of a video, pages of a document, the one image of a photo. */
export interface Expander {
  /** Formats it reads; see {@link Identity.format}. */
  readonly formats: ReadonlySet<string>;
  /**
   * Yields frames in the order of their ordinals, beginning behind `after`; the same ones for the same content and options. The next frame
   * is requested after the previous one was prepared, so that one is in memory at a time. Must yield at least one frame without `after`.
   * @throws PhotoseekError a media code, also after some frames: then the content fails as a whole; `needs-ffmpeg` before the first frame: then
   * the content is found by its metadata alone
   */
  expand(source: ExpandSource, request: ExpandRequest): AsyncIterable<ExpandedFrame>;
  /**
   * One frame again, with at least `edge` pixels on its long side where it has as many.
   * @throws PhotoseekError a media code
   */
  openFrame(source: ExpandSource, place: FramePlace, edge: number): Promise<OpenImage>;
  /** Metadata of the container. Absent, or where it throws: the content has none but those of images. */
  describe?(source: ExpandSource): Promise<ContentDescription | undefined>;
  /** Closes what `describe` and `expand` hold open of a source. Called at the end of the work on it. */
  close?(source: ExpandSource): void;
}
