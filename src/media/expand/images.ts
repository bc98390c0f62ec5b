import { PhotoseekError } from '../../errors.js';
import { readAnimation } from '../../metadata/readers/embedded/animation.js';
import { readPanorama } from '../../metadata/readers/embedded/read-panorama.js';
import { openImage } from '../decode/open-image.js';
import type { OpenImage } from '../decode/types.js';
import { FORMATS } from '../identify/formats.js';
import type { ExpandedFrame, Expander, ExpandRequest, ExpandSource, FramePlace } from './expander.js';

/** Every image format that can be decoded: one frame; those of animations and of panoramas have more behind it. */
export const imageExpander: Expander = {
  formats: new Set(
    Object.entries(FORMATS)
      .filter(([, { decoder }]) => decoder !== null)
      .map(([name]) => name),
  ),
  async *expand(source: ExpandSource, { after, side }: ExpandRequest): AsyncGenerator<ExpandedFrame> {
    const image = await openImage(source.bytes, source.identity);
    let ordinal = 0;
    const first = after === null ? 0 : after.ordinal + 1;
    if (first === 0) yield { kind: 'image', atMs: null, page: null, label: null, image };
    for await (const frame of expandFurther(source, image, side)) if (++ordinal >= first) yield frame;
  },
  async openFrame(source: ExpandSource, place: FramePlace, edge: number): Promise<OpenImage> {
    const image = await openImage(source.bytes, source.identity);
    return place.ordinal === 0 ? image : openFurther(source.bytes, image, place, edge);
  },
};

/** Frames behind the still. They are extras: where they cannot be decoded, there are fewer of them. */
async function* expandFurther(source: ExpandSource, image: OpenImage, side: number): AsyncGenerator<ExpandedFrame> {
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
  if (source.identity.format !== 'gif' && source.identity.format !== 'webp') return undefined;
  const animation = readAnimation(source.bytes);
  return animation && (await import('./animation/expand-animation.js')).expandAnimation(source, image, animation, side);
}

async function openFurther(
  bytes: Uint8Array,
  image: OpenImage,
  { ordinal, atMs }: FramePlace,
  edge: number,
): Promise<OpenImage> {
  const panorama = readPanorama(bytes);
  if (panorama !== undefined)
    return (await import('./panorama/expand-panorama.js')).openView(image, panorama, ordinal - 1, edge);
  const animation = readAnimation(bytes);
  if (animation === undefined || atMs === null) return image;
  return (await import('./animation/expand-animation.js')).openMoment(bytes, image, animation, atMs, edge);
}
