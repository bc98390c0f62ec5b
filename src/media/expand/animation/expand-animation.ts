import sharp from 'sharp';
import type { Animation } from '../../../metadata/readers/embedded/animation.js';
import { fromPixels } from '../../decode/from-pixels.js';
import { MAX_ANIMATION_PIXELS, pickFrame } from '../../decode/pick-frame.js';
import { SHARP_INPUT } from '../../decode/sharp-input.js';
import type { OpenImage } from '../../decode/types.js';
import { toRgb } from '../../prepare/prepare.js';
import type { ExpandedFrame, ExpandSource } from '../expander.js';
import { shortSideOf, shrinkToSide } from '../frame-size.js';
import { describeFrame, type FrameDescription } from '../video/describe-frame.js';
import { chooseMoments } from './choose-moments.js';

/** Frames of an animation, its still included. */
const MAX_MOMENTS = 8;

/** Frames that are looked at, evenly spread: more of them are alike. */
const MAX_CANDIDATES = 96;

/** Frames beyond are not looked at: what is compared of so many takes 35 MB. */
const MAX_REACH = 5000;

/** Side at which frames are compared, in pixels. */
const LOOK_SIDE = 48;

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
  const framePixels = width * height;
  const reach = Math.min(animation.frames, MAX_REACH, Math.floor(MAX_ANIMATION_PIXELS / framePixels));
  const most = Math.min(MAX_MOMENTS, options.maxFrames) - 1;
  const picked = pickFrame(animation.frames, framePixels);
  if (reach < 2 || most < 1 || picked >= reach) return;
  const looked = spreadOver(reach, picked);
  const candidates = await describeFrames(bytes, reach, looked);
  for (const place of chooseMoments(candidates, looked.indexOf(picked), most)) {
    const page = looked[place] as number;
    const pixels = await decodePage(bytes, page, still, side);
    yield {
      ...{ kind: 'video', atMs: toStart(animation, page), page: null, label: null },
      image: fromPixels({ ...pixels, channels: 3 }, identity),
      size: { width, height },
    };
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
  return fromPixels(
    { ...(await decodePage(bytes, page, still, shortSideOf(still, edge))), channels: 3 },
    still.identity,
  );
}

/** When a frame begins to be shown, in milliseconds. */
function toStart({ delaysMs }: Animation, page: number): number {
  return delaysMs.slice(0, page).reduce((sum, ms) => sum + ms, 0);
}

/** Places of frames, evenly spread, with the given one among them. */
function spreadOver(count: number, included: number): number[] {
  const step = Math.max(1, (count - 1) / (MAX_CANDIDATES - 2));
  const places = new Set([included]);
  for (let at = 0; at <= count - 1; at += step) places.add(Math.round(at));
  return [...places].sort((a, b) => a - b);
}

/** Decodes the first frames in one pass, small and one below the other. */
async function describeFrames(
  bytes: Uint8Array,
  count: number,
  wanted: readonly number[],
): Promise<FrameDescription[]> {
  const pages = sharp(bytes, { ...SHARP_INPUT, page: 0, pages: count });
  const { data } = await toRgb(pages.resize(LOOK_SIDE, LOOK_SIDE, { fit: 'fill', kernel: 'linear' }));
  const frameBytes = LOOK_SIDE * LOOK_SIDE * 3;
  return wanted.map((page) =>
    describeFrame({
      ...{ atMs: 0, width: LOOK_SIDE, height: LOOK_SIDE },
      data: data.subarray(page * frameBytes, (page + 1) * frameBytes),
    }),
  );
}

/** @param side least pixels on the short side, where the frame has as many */
async function decodePage(bytes: Uint8Array, page: number, still: OpenImage, side: number) {
  const { width, height } = shrinkToSide(still, side);
  return toRgb(sharp(bytes, { ...SHARP_INPUT, page }).resize(width, height, { fit: 'fill' }));
}
