import { openImage } from '../decode/open-image.js';
import { FORMATS } from '../identify/formats.js';
import type { ExpandedFrame, Expander, ExpandRequest, ExpandSource } from './expander.js';

/** Every image format that can be decoded: a content with one frame. */
export const imageExpander: Expander = {
  formats: new Set(
    Object.entries(FORMATS)
      .filter(([, { decoder }]) => decoder !== null)
      .map(([name]) => name),
  ),
  async *expand({ bytes, identity }: ExpandSource, { after }: ExpandRequest): AsyncGenerator<ExpandedFrame> {
    if (after !== null) return;
    yield { kind: 'image', atMs: null, page: null, label: null, image: await openImage(bytes, identity) };
  },
  openFrame: ({ bytes, identity }) => openImage(bytes, identity),
};
