import type { FrameInfo } from '../../model/frame.js';
import type { OpenImage } from '../decode/types.js';
import type { Identity } from '../identify/identify.js';

/** A content to be expanded into frames. */
export interface ExpandSource {
  /** The whole file. */
  bytes: Uint8Array;
  identity: Identity;
}

/** A frame whose pixels can be decoded until the next frame is requested. */
export interface ExpandedFrame extends Pick<FrameInfo, 'kind' | 'atMs' | 'page' | 'label'> {
  image: OpenImage;
}

/** Expands contents of some formats into frames: key frames of a video, pages of a document, the one image of a photo. */
export interface Expander {
  /** Formats it reads; see {@link Identity.format}. */
  readonly formats: ReadonlySet<string>;
  /**
   * Yields frames in the order of their ordinals, the first being 0. The next frame is requested after the previous one was
   * prepared, so that one is in memory at a time. Must yield at least one frame.
   * @throws PhotoseekError a media code, also after some frames: then the content fails as a whole
   */
  expand(source: ExpandSource): AsyncIterable<ExpandedFrame>;
}
