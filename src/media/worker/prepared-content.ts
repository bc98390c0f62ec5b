import type { FileMetadata } from '../../metadata/file-metadata.js';
import type { FilmPosition } from '../../model/film-position.js';
import type { ImageSpec } from '../../model/image-spec.js';
import type { DetectorChoice } from '../../model/region.js';
import type { StoredFrame } from '../expand/expander.js';
import type { PreparedFrame, ReadFile } from './media-process.js';
import type { ContentFormat } from './media-protocol.js';

/** How a content is prepared. */
export interface PrepareOptions {
  /**
   * The inputs to make of every frame. A function is asked as soon as the content's hash is known; `null` means that its frames are not wanted,
   * and nothing is decoded.
   */
  specs:
    | readonly ImageSpec[]
    | ((sha256: Uint8Array, metadata: FileMetadata | undefined) => readonly ImageSpec[] | null);
  /** The last frame that is stored already; default: none. Asked after `specs`. */
  after?: (sha256: Uint8Array) => StoredFrame | null;
  /** The detectors that look at its frames; default: none. Asked after `specs`. */
  detectors?: (sha256: Uint8Array) => readonly DetectorChoice[];
  /** Whether a thumbnail of each frame is wanted; default: none. Asked after `specs`. */
  thumbnails?: (sha256: Uint8Array) => boolean;
  /** Names of the files beside it that hold metadata of it. Without the list, metadata is not read. */
  sidecars?: readonly string[];
  /** Called now and then while a film is decoded, also where no frame is chosen. */
  onPosition?(position: FilmPosition): void;
  /** Called with each frame in its order; the next one comes when the promise resolves. An error that it throws ends the work. */
  onFrame(frame: PreparedFrame): void | Promise<void>;
}

/** The format of a content, and what of it could not be read. */
export interface PreparedFormat extends ContentFormat {
  /** Pages without a frame, counted from 1; absent: there are none. */
  missingPages?: readonly number[];
}

/** A content whose frames were handed over. */
export interface PreparedContent extends ReadFile {
  /** `null` when no frames were wanted. */
  content: PreparedFormat | null;
  frames: number;
}
