import { PhotoseekError } from '../../errors.js';
import type { ContentKind } from '../../model/content-kind.js';
import { explainUndecodable } from '../decode/open-image.js';
import { identify } from '../identify/identify.js';
import { isPlaylist } from '../identify/is-playlist.js';
import type { ReadSource } from '../worker/read-source.js';
import type { Expander, ExpandSource } from './expander.js';
import { imageExpander } from './images.js';
import type { ExpandOptions } from './options.js';

/** A recognised content and what expands it. */
export interface OpenContent {
  source: ExpandSource;
  expander: Expander;
}

/** The expanders of this package; those that need more than the image decoders are loaded on use. A new kind of content is one more entry. */
const EXPANDERS: Record<ContentKind, () => Promise<Expander>> = {
  image: async () => imageExpander,
  document: async () => (await import('./documents/document-expander.js')).documentExpander,
  model: async () => (await import('./models/model-expander.js')).modelExpander,
  video: async () => (await import('./video/video-expander.js')).videoExpander,
};

/**
 * Recognises a content by its bytes and finds the expander for its format.
 * @throws PhotoseekError `not-an-image`, `unsupported-format`
 */
export async function openContent(
  { path, bytes }: Pick<ReadSource, 'path' | 'bytes'>,
  options: ExpandOptions,
): Promise<OpenContent> {
  const identity = await identify(bytes);
  if (identity === null) throw explainUnknown(bytes);
  const expander = await EXPANDERS[identity.kind]();
  if (!expander.formats.has(identity.format)) throw explainUndecodable(identity);
  return { source: { identity, path, bytes, options }, expander };
}

function explainUnknown(bytes: Uint8Array): PhotoseekError {
  const message = isPlaylist(bytes)
    ? 'The content is a playlist, which names other files: only the files themselves are indexed.'
    : 'The content is not an image, a video, a document or a 3D model.';
  return new PhotoseekError('not-an-image', message);
}
