import { type Calibrator, MANY } from '../calibration/calibrator.js';
import type { CheckedOptions } from '../read-options.js';
import type { Allowed } from '../retrieve/allowed.js';
import type { PhotoHit } from '../retrieve/pool-by-photo.js';
import { INITIAL_K, type Retrieved, retrieve } from '../retrieve/retrieve.js';
import type { Space } from '../spaces/space.js';

/** The most photos that are relevant because of their vectors in one space. */
export const MAX_RELEVANT = 1000;

/**
 * So many of the nearest photos are fused with those whose text matches; the others follow. It must not depend on how much was retrieved:
 * pages of one answer retrieve different amounts.
 */
export const FUSED_PHOTOS = INITIAL_K;

/** Where frames of few photos are near, the photos of so many vectors are fused: retrieving must not take longer for them. */
const FUSED_VECTORS = 4 * INITIAL_K;

/** Photos given when nothing is a good match. */
export const CLOSEST_FEW = 5;

/** A query in one space. */
export interface SpaceQuery {
  space: Space;
  vector: Float32Array;
  calibrator: Calibrator;
  /** The threshold of the first page; `null`: this is the first, or nothing was cut off. */
  threshold: number | null;
}

/** Inputs of the ranking in one space. */
export interface RankOptions {
  allowed: Allowed;
  options: Pick<CheckedOptions, 'all' | 'minRelevance'>;
  /** How many terms the query has. */
  terms: number;
  /** How much of the order is needed. */
  depth: number;
  /** The whole relevant set is needed, however large. */
  isWhole: boolean;
  /** The first photos are put in another order: their text matches, or their looks do. */
  isReordered: boolean;
}

/** The photos that are near in one space. */
export interface SpaceRanking extends SpaceQuery {
  near: readonly PhotoHit[];
  /** There are no others. */
  isAll: boolean;
  /** Whether the nearest are good matches. */
  isGood: boolean;
  /** The least cosine of a relevant photo; `null`: nothing was found. */
  threshold: number | null;
}

/** Finds the near photos of one space, and where they end. */
export async function rankSpace(query: SpaceQuery, input: RankOptions): Promise<SpaceRanking> {
  const { photos: near, isAll } = await retrieveNear(query, input);
  const [best] = near;
  if (best === undefined) return toRanking(query, near, isAll, false, null);
  const cosines = near.slice(0, MANY).map(({ cosine }) => cosine);
  // The measured constants are for one term: a difference lies farther from every photo.
  const isGood = input.terms > 1 || query.calibrator.isGood(cosines, countSearched(query.space, input.allowed, 1000));
  return toRanking(query, near, isAll, isGood, findThreshold(best.cosine, query, input));
}

function toRanking(
  { space, vector, calibrator }: SpaceQuery,
  near: readonly PhotoHit[],
  isAll: boolean,
  isGood: boolean,
  threshold: number | null,
): SpaceRanking {
  return { space, vector, calibrator, near, isAll, isGood, threshold };
}

function retrieveNear(query: SpaceQuery, input: RankOptions): Promise<Retrieved> {
  const { allowed, options, depth, isWhole, isReordered } = input;
  const most = options.all ? Math.max(depth, MAX_RELEVANT) : MAX_RELEVANT;
  const isEnough = ({ photos, vectors }: Omit<Retrieved, 'isAll'>) => {
    const [best, last] = [photos[0], photos.at(-1)];
    if (best === undefined || last === undefined) return false;
    const canBeFused = !isReordered || photos.length >= FUSED_PHOTOS || vectors >= FUSED_VECTORS;
    const isDeep = photos.length >= depth && canBeFused;
    const isBeyond = last.cosine < findThreshold(best.cosine, query, input);
    if (options.all) return isDeep && (isBeyond || !isWhole);
    return isBeyond || (isDeep && !isWhole);
  };
  return retrieve(query.space, query.vector, allowed, { atOnce: isWhole ? 0 : depth, most, isEnough });
}

/**
 * How many photos of a space there were to choose from.
 * @param upTo counting more makes no difference
 */
export function countSearched(space: Space, allowed: Allowed, upTo?: number): number {
  const excluded = [...allowed.excluded].filter((id) => allowed.photoIds?.has(id) ?? true).length;
  return Math.max(0, countVectorPhotos(space, allowed, upTo) - excluded);
}

function countVectorPhotos(space: Space, allowed: Allowed, upTo: number | undefined): number {
  const selected = allowed.in(space);
  if (selected === undefined) return space.owners.countPhotos(upTo, allowed.stamp);
  return upTo === undefined || selected.photosUpTo === undefined ? selected.photos : selected.photosUpTo(upTo);
}

function findThreshold(best: number, { threshold, calibrator }: SpaceQuery, { options }: RankOptions): number {
  if (options.minRelevance !== undefined) return calibrator.toCosine(options.minRelevance);
  return threshold ?? Math.min(best, calibrator.thresholdFor(best));
}

/** The relevant photos of a space. */
export interface Relevant {
  photos: readonly PhotoHit[];
  /** The least cosine of a photo among them, however few were retrieved. */
  from: number;
}

/** @param isOtherGood another space, or the text of photos, answers the query well */
export function pickRelevant(
  { near, threshold, isGood, calibrator }: SpaceRanking,
  isOtherGood: boolean,
  minRelevance: number | undefined,
): Relevant {
  if (threshold === null) return { photos: [], from: Number.POSITIVE_INFINITY };
  const isTrusted = isGood || minRelevance !== undefined;
  if (!isTrusted && !isOtherGood) return { photos: near.slice(0, CLOSEST_FEW), from: Number.POSITIVE_INFINITY };
  // If something else answers the query well and this space does not, only photos above the `several` threshold are relevant in it.
  const from = isTrusted ? threshold : Math.max(threshold, calibrator.plausible);
  return { photos: near.filter(({ cosine }) => cosine >= from).slice(0, MAX_RELEVANT), from };
}

/** Those of the relevant photos that are fused with the ones whose text matches; the others follow. */
export function pickFused(relevant: readonly PhotoHit[]): readonly PhotoHit[] {
  return relevant.slice(0, FUSED_PHOTOS).filter(({ rank }) => rank < FUSED_VECTORS);
}
