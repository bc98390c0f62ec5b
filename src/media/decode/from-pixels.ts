import sharp from 'sharp';
import type { Identity } from '../identify/identify.js';
import type { OpenImage } from './types.js';

/** Decoded pixels of sRGB, rows from the top, 8 bits a channel. */
export interface DecodedPixels {
  width: number;
  height: number;
  /** RGB, or RGB and alpha (not premultiplied). */
  channels: 3 | 4;
  /** `width * height * channels` bytes. */
  data: Uint8Array;
}

/** An image of pixels that another decoder has drawn: a frame of a video, a page, a view. */
export function fromPixels({ width, height, channels, data }: DecodedPixels, identity: Identity): OpenImage {
  return { identity, width, height, decode: () => sharp(data, { raw: { width, height, channels } }) };
}
