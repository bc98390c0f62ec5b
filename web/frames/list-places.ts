import type { FrameLocation } from '../../src/model/evidence.js';
import type { LinkedResult } from '../api/types.js';

const NONE: readonly FrameLocation[] = [];

/** The places of a result that its evidence names, best first, each once; none for a photo, which is its only place. */
export function listPlaces({ frames, evidence }: Pick<LinkedResult, 'frames' | 'evidence'>): readonly FrameLocation[] {
  if (frames < 2) return NONE;
  const places = new Map<number, FrameLocation>();
  for (const one of evidence) {
    const frame = 'frame' in one ? one.frame : undefined;
    if (frame !== undefined && !places.has(frame.ordinal)) places.set(frame.ordinal, frame);
  }
  return places.size === 0 ? NONE : [...places.values()];
}
