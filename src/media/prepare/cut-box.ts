import type { Box } from '../../model/evidence.js';
import type { OpenImage } from '../decode/types.js';

/** A part of an image as an image of its own; at least a pixel of each row and column that the box touches. */
export function cutBox(image: OpenImage, box: Box): OpenImage {
  const [left, right] = toPixels(box.x, box.width, image.width);
  const [top, bottom] = toPixels(box.y, box.height, image.height);
  const part = { left, top, width: right - left, height: bottom - top };
  return {
    identity: image.identity,
    width: part.width,
    height: part.height,
    decode: () => image.decode().extract(part),
    ...(image.salvage && { salvage: async (cause: Error) => cutBox((await image.salvage?.(cause)) as OpenImage, box) }),
  };
}

/** The half-open range of pixels of a share of a side. */
function toPixels(from: number, share: number, length: number): [from: number, before: number] {
  const first = Math.min(length - 1, Math.max(0, Math.round(from * length)));
  return [first, Math.min(length, Math.max(first + 1, Math.round((from + share) * length)))];
}
