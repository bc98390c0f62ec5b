/** Frames of images that show more than one square does: the views of a panorama, the moments of an animation. */
import { PhotoseekError } from '../../errors.js';
import { type Animation, readAnimation } from '../../metadata/readers/embedded/animation.js';
import { readPanorama } from '../../metadata/readers/embedded/read-panorama.js';
import type { OpenImage } from '../decode/types.js';
import type { ExpandedFrame, ExpandSource, FramePlace } from './expander.js';

/** A sequence of AVIF or HEIC, whose frames ffmpeg decodes. */
const isSequence = ({ delaysMs }: Animation) => delaysMs.length === 0;

/** Frames behind the still. They are extras: where they cannot be decoded, there are fewer of them. */
export async function* expandFurther(
  source: ExpandSource,
  image: OpenImage,
  side: number,
): AsyncGenerator<ExpandedFrame> {
  const frames = await findFurther(source, image, side);
  try {
    if (frames !== undefined) yield* frames;
  } catch (error) {
    if (!(error instanceof PhotoseekError)) throw error;
  }
}

async function findFurther(
  source: ExpandSource,
  image: OpenImage,
  side: number,
): Promise<AsyncIterable<ExpandedFrame> | undefined> {
  const panorama = readPanorama(source.bytes);
  if (panorama !== undefined)
    return (await import('./panorama/expand-panorama.js')).expandPanorama(image, panorama, side);
  const animation = readAnimation(source.bytes);
  if (animation === undefined) return undefined;
  if (isSequence(animation))
    return (await import('./animation/expand-sequence.js')).expandSequence(source, image, animation, side);
  return (await import('./animation/expand-animation.js')).expandAnimation(source, image, animation, side);
}

/** A frame behind the still again, with at least `edge` pixels on its long side where it has as many. */
export async function openFurther(
  source: ExpandSource,
  image: OpenImage,
  { ordinal, atMs }: FramePlace,
  edge: number,
): Promise<OpenImage> {
  const { bytes } = source;
  const panorama = readPanorama(bytes);
  if (panorama !== undefined)
    return (await import('./panorama/expand-panorama.js')).openView(image, panorama, ordinal - 1, edge);
  const animation = readAnimation(bytes);
  if (animation === undefined || atMs === null) return image;
  if (isSequence(animation))
    return (await import('./animation/expand-sequence.js')).openSequenceMoment(source, atMs, edge);
  return (await import('./animation/expand-animation.js')).openMoment(bytes, image, animation, atMs, edge);
}
