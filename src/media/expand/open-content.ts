import { explainUndecodable } from '../decode/open-image.js';
import { type Identity, identify } from '../identify/identify.js';
import type { ExpandedFrame, Expander } from './expander.js';
import { imageExpander } from './images.js';

/** A recognised content and its frames, which are decoded lazily. */
export interface OpenContent {
  identity: Identity;
  frames: AsyncIterable<ExpandedFrame>;
}

/** The expanders of this package. A new kind of content is one more entry. */
const EXPANDERS: readonly Expander[] = [imageExpander];

/**
 * Recognises a content by its bytes and opens it with the expander for its format.
 * @param bytes the whole file
 * @throws PhotoseekError `not-an-image`, `unsupported-format`; the iterator throws the errors of {@link Expander.expand}
 */
export async function openContent(bytes: Uint8Array): Promise<OpenContent> {
  const identity = await identify(bytes);
  const expander = EXPANDERS.find(({ formats }) => formats.has(identity?.format ?? ''));
  if (identity === null || expander === undefined) throw explainUndecodable(identity);
  return { identity, frames: expander.expand({ bytes, identity }) };
}
