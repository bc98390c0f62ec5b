import { openImage } from '../decode/open-image.js';
import type { OpenImage } from '../decode/types.js';
import { FORMATS } from '../identify/formats.js';
import { expandTiffPages, hasPages, openTiffPage } from './documents/expand-tiff.js';
import type { ExpandedFrame, Expander, ExpandRequest, ExpandSource, FramePlace } from './expander.js';
import { expandFurther, openFurther } from './further-frames.js';

/** Every image format that can be decoded: a content with one frame, which panoramas and animations have more behind, or with one for each page of a TIFF. */
export const imageExpander: Expander = {
  formats: new Set(
    Object.entries(FORMATS)
      .filter(([, { decoder }]) => decoder !== null)
      .map(([name]) => name),
  ),
  async *expand(source: ExpandSource, request: ExpandRequest): AsyncGenerator<ExpandedFrame> {
    if (hasPages(source)) yield* expandTiffPages(source, request);
    else yield* expandImage(source, request);
  },
  async openFrame(source: ExpandSource, place: FramePlace, edge: number): Promise<OpenImage> {
    if (place.page !== null) return openTiffPage(source, place.page);
    const image = await openImage(source.bytes, source.identity);
    return place.ordinal === 0 ? image : openFurther(source, image, place, edge);
  },
};

async function* expandImage(source: ExpandSource, { after, side }: ExpandRequest): AsyncGenerator<ExpandedFrame> {
  const image = await openImage(source.bytes, source.identity);
  const first = after === null ? 0 : after.ordinal + 1;
  if (first === 0) yield { kind: 'image', atMs: null, page: null, label: null, image };
  let ordinal = 0;
  for await (const frame of expandFurther(source, image, side)) if (++ordinal >= first) yield frame;
}
