import { fromPixels } from '../../decode/from-pixels.js';
import type { ExpandedFrame, ExpandSource } from '../expander.js';
import type { FrameSize } from '../frame-size.js';
import type { VideoFrame } from './decode-frames.js';

/** A decoded frame of a film, or of a sequence, as a frame of its content. @param size in pixels, of the film */
export function toFrame(
  { atMs, width, height, data }: VideoFrame,
  { identity }: Pick<ExpandSource, 'identity'>,
  size: FrameSize,
): ExpandedFrame {
  const image = fromPixels({ width, height, channels: 3, data }, identity);
  return { kind: 'video', atMs, page: null, label: null, image, size: { width: size.width, height: size.height } };
}
