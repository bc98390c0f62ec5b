/** Frames of images that show more than one square does: the views of a panorama, the moments of an animation. */
import { PhotoseekError } from '../../errors.js';
import { readAnimation } from '../../metadata/readers/embedded/animation.js';
import { readPanorama } from '../../metadata/readers/embedded/read-panorama.js';
import type { OpenImage } from '../decode/types.js';
import type { ExpandedFrame, ExpandSource, FramePlace } from './expander.js';

/** Animations whose frames are decoded here; those of sequences, by ffmpeg. */
const DECODED_ANIMATIONS: ReadonlySet<string> = new Set(['gif', 'webp', 'png']);
const SEQUENCES: ReadonlySet<string> = new Set(['avif', 'heic']);

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
  const { format } = source.identity;
  const animation = DECODED_ANIMATIONS.has(format) || SEQUENCES.has(format) ? readAnimation(source.bytes) : undefined;
  if (animation === undefined) return undefined;
  if (SEQUENCES.has(format))
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
  const { bytes, identity } = source;
  const panorama = readPanorama(bytes);
  if (panorama !== undefined)
    return (await import('./panorama/expand-panorama.js')).openView(image, panorama, ordinal - 1, edge);
  const animation = readAnimation(bytes);
  if (animation === undefined || atMs === null) return image;
  if (SEQUENCES.has(identity.format))
    return (await import('./animation/expand-sequence.js')).openSequenceMoment(source, atMs, edge);
  return (await import('./animation/expand-animation.js')).openMoment(bytes, image, animation, atMs, edge);
}
