import type { Animation } from '../../../metadata/readers/embedded/animation.js';
import { spreadIndexes } from '../../../runtime/spread.js';
import { fromPixels } from '../../decode/from-pixels.js';
import { MAX_ANIMATION_PIXELS } from '../../decode/pick-frame.js';
import type { OpenImage } from '../../decode/types.js';
import type { ExpandedFrame, ExpandSource } from '../expander.js';
import { shortSideOf, shrinkToSide } from '../frame-size.js';
import { lookAt, openPages } from './animation-pages.js';
import { chooseMoments, MAX_MOMENTS } from './choose-moments.js';

/** Frames that are looked at, evenly spread: more of them are alike. */
const MAX_CANDIDATES = 96;

/** Frames beyond are not looked at: what is compared of so many takes 35 MB. */
const MAX_REACH = 5000;

/**
 * Frames of an animation that show something else than its still: a few, in their order, each with its time.
 * @param still the frame that represents the animation; see `pickFrame`
 */
export async function* expandAnimation(
  { bytes, identity, options }: ExpandSource,
  still: OpenImage,
  animation: Animation,
  side: number,
): AsyncGenerator<ExpandedFrame> {
  const { width, height } = still;
  const reach = Math.min(animation.frames, MAX_REACH, Math.floor(MAX_ANIMATION_PIXELS / (width * height)));
  const most = Math.min(MAX_MOMENTS, options.maxFrames) - 1;
  if (reach < 2 || most < 1) return;
  const pages = openPages(bytes, identity);
  const looked = spreadIndexes(reach, MAX_CANDIDATES - 1);
  const candidates = [await lookAt(still.decode()), ...(await pages.look(reach, looked))];
  for (const place of chooseMoments(candidates, 0, most)) {
    const page = looked[place - 1] as number;
    const image = fromPixels(await pages.decode(page, shrinkToSide(still, side)), identity);
    yield { kind: 'video', atMs: toStart(animation, page), page: null, label: null, image, size: { width, height } };
  }
}

/** The frame that is shown at a time. */
export async function openMoment(
  bytes: Uint8Array,
  still: OpenImage,
  animation: Animation,
  atMs: number,
  edge: number,
): Promise<OpenImage> {
  let page = 0;
  while (page + 1 < animation.frames && toStart(animation, page + 1) <= atMs) page++;
  const size = shrinkToSide(still, shortSideOf(still, edge));
  return fromPixels(await openPages(bytes, still.identity).decode(page, size), still.identity);
}

/** When a frame begins to be shown, in milliseconds. */
function toStart({ delaysMs }: Animation, page: number): number {
  return delaysMs.slice(0, page).reduce((sum, ms) => sum + ms, 0);
}
