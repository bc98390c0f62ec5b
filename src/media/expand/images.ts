import { openImage } from '../decode/open-image.js';
import { FORMATS } from '../identify/formats.js';
import { expandTiffPages, hasPages, openTiffPage } from './documents/expand-tiff.js';
import type { ExpandedFrame, Expander, ExpandRequest, ExpandSource } from './expander.js';

/** Every image format that can be decoded: a content with one frame, or with one for each page of a TIFF. */
export const imageExpander: Expander = {
  formats: new Set(
    Object.entries(FORMATS)
      .filter(([, { decoder }]) => decoder !== null)
      .map(([name]) => name),
  ),
  async *expand(source: ExpandSource, request: ExpandRequest): AsyncGenerator<ExpandedFrame> {
    const { bytes, identity } = source;
    if (hasPages(source)) yield* expandTiffPages(source, request);
    else if (request.after === null)
      yield { kind: 'image', atMs: null, page: null, label: null, image: await openImage(bytes, identity) };
  },
  openFrame: (source, { page }) =>
    page === null ? openImage(source.bytes, source.identity) : openTiffPage(source, page),
};
