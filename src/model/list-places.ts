import type { Evidence, FrameLocation } from './evidence.js';

/** The part of a result that says where in its file the query is answered. */
interface Found {
  /** `Photo.frames` */
  frames: number;
  matched: readonly string[];
  evidence: readonly Evidence[];
}

/**
 * The places in a file that answer a query, best first, each frame once: moments of a film, pages of a document, views of a model. Empty for
 * photos, and for files that are found by their name or metadata alone.
 */
export function listPlaces({ frames, matched, evidence }: Found): FrameLocation[] {
  if (!(frames > 1)) return [];
  const places = new Map<number, FrameLocation>();
  for (const one of evidence) {
    if (one.type === 'look' || one.type === 'person') continue;
    const frame = one.type !== 'vector' || matched.includes('vector') ? one.frame : undefined;
    if (frame !== undefined && !places.has(frame.ordinal)) places.set(frame.ordinal, frame);
  }
  return [...places.values()];
}
