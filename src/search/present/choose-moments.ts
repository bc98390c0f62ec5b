import { dot } from '../../vectors/math/dot-product.js';

/** A frame that may be named as a place where a query is answered. */
export interface Moment {
  vectorId: number;
  /** Milliseconds from the start; `null` of pages and views. */
  atMs: number | null;
  /** Of the frame, unit length. */
  vector: Float32Array;
  /** Cosine of the query and the frame. */
  cosine: number;
  /** 0…1 */
  relevance: number;
}

/** Moments of one content at most: a line of text names them. */
const MAX_MOMENTS = 5;

/** A moment is named from this share of the best one's relevance on. */
const MIN_SHARE = 0.5;

/** Frames that follow each other with at least this cosine are of one scene: pictures of different things lie at 0.6, crops of one at 0.9. */
const SAME_SCENE_COSINE = 0.8;

/** Moments of two scenes are at least this far apart. */
const APART_MS = 3000;

/** As are those of one scene: a camera that stands still for an hour sees more than one thing. */
const APART_IN_SCENE_MS = 60_000;

/**
 * The moments of a content that answer a query: the best, and others that are about as relevant and lie apart from those chosen before, in another
 * scene. Each page and view is apart from the others.
 * @param frames in their order
 * @param bestId the vector by which the content was found; it comes first, whatever its relevance
 * @returns best first, at most {@link MAX_MOMENTS}
 */
export function chooseMoments(frames: readonly Moment[], bestId: number): Moment[] {
  const scenes = numberScenes(frames);
  const rank = ({ vectorId, relevance }: Moment) => (vectorId === bestId ? Number.POSITIVE_INFINITY : relevance);
  const [best, ...others] = [...frames].sort((a, b) => rank(b) - rank(a));
  const chosen: Moment[] = [];
  for (const moment of best === undefined ? [] : [best, ...others]) {
    if (chosen.length === MAX_MOMENTS || moment.relevance < MIN_SHARE * (best as Moment).relevance) break;
    if (chosen.every((other) => isApart(moment, other, scenes.get(moment) === scenes.get(other)))) chosen.push(moment);
  }
  return chosen;
}

function isApart(a: Moment, b: Moment, isSameScene: boolean): boolean {
  if (a.atMs === null || b.atMs === null) return true;
  return Math.abs(a.atMs - b.atMs) >= (isSameScene ? APART_IN_SCENE_MS : APART_MS);
}

/** A new scene begins where a frame does not look like the one before it. */
function numberScenes(frames: readonly Moment[]): Map<Moment, number> {
  let scene = 0;
  return new Map(
    frames.map((frame, i) => {
      const before = frames[i - 1];
      if (before !== undefined && dot(before.vector, frame.vector) < SAME_SCENE_COSINE) scene++;
      return [frame, scene];
    }),
  );
}
