import type { FrameLocation } from '../../src/model/evidence.js';
import type { Frame } from '../api/types.js';

/** A film of hours has hundreds of frames: a preview shows so many, spread over it. */
const MAX_SHOWN = 12;
/** A moment that was reached is the shown one even where the film stands a little before it. */
const TOLERANCE_MS = 120;

/** The places that were found, then others, spread evenly over the rest. */
export function chooseFrames(all: readonly Frame[], places: readonly FrameLocation[], most = MAX_SHOWN): Frame[] {
  const byOrdinal = new Map(all.map((frame) => [frame.ordinal, frame]));
  const found = places.flatMap(({ ordinal }) => byOrdinal.get(ordinal) ?? []).slice(0, most);
  const others = all.filter((frame) => !found.includes(frame));
  const room = Math.min(most - found.length, others.length);
  const spread = Array.from(
    { length: room },
    (_, index) => others[Math.floor((index * others.length) / room)] as Frame,
  );
  return [...found, ...spread];
}

/** Index of the frame that is shown at a time: the last one before it. */
export function findFrame(frames: readonly Pick<Frame, 'atMs'>[], atMs: number): number {
  let found = 0;
  frames.forEach((frame, index) => {
    if ((frame.atMs ?? 0) <= atMs + TOLERANCE_MS) found = index;
  });
  return found;
}
