import type { Calibrator } from '../calibration/calibrator.js';
import type { EmbeddedQuery } from '../embed/embed-query.js';
import type { CheckedOptions } from '../read-options.js';
import type { Allowed } from '../retrieve/allowed.js';
import { FIRST, type NearPhoto, type Retrieved, retrieve } from '../retrieve/retrieve.js';
import type { SearchParts } from '../search-parts.js';
import type { TextHit } from '../text/match-text.js';
import { fuseRanks } from './fuse.js';

/** A photo that answers a query, before its metadata is read. */
export interface RankedPhoto {
  id: number;
  cosine: number | null;
  relevance: number | null;
  isByVector: boolean;
  text: TextHit | undefined;
  /** Photos it stands for. */
  collapsed: number[];
}

/** The answer, before it is put in another order and cut into pages. */
export interface Ranking {
  /** The relevant set, best first; with `all`, what is less relevant behind it. As far as it was asked for. */
  order: number[];
  /** How long `order` would be if everything were in it that belongs there. */
  total: number;
  /** `false`: it would be longer than `total`, or as long. */
  isTotalExact: boolean;
  noGoodMatch: boolean;
  /** The cosine at which near photos were cut off; `null`: nowhere. */
  cutBelow: number | null;
  /** Of near photos. */
  cosines: ReadonlyMap<number, number>;
  /** Photos whose words match. */
  hits: readonly TextHit[];
  /** Whether a photo is in the relevant set for its vector. */
  isByVector(photoId: number, cosine: number): boolean;
}

/** The most photos that are relevant because of their vectors. */
export const MOST_RELEVANT = 1000;

/**
 * So many of the nearest photos are fused with those whose words match; the others follow. It must not depend on how much was retrieved:
 * pages of one answer retrieve different amounts.
 */
const FUSED = FIRST;

/** How many are given when nothing fits. */
const CLOSEST_FEW = 5;

/** What a ranking is made from. */
export interface RankInput {
  embedded: EmbeddedQuery | undefined;
  scale: Calibrator;
  /** Photos whose words match, the best match first; only such as may be found. */
  hits: readonly TextHit[];
  allowed: Allowed;
  options: Pick<CheckedOptions, 'all' | 'minRelevance'>;
  /** How many terms the query has. */
  terms: number;
  /** How much of the order is needed. */
  depth: number;
  /** The whole relevant set is needed, however large. */
  isWhole: boolean;
  /** Where the first page was cut off. */
  cutBelow: number | null;
}

/** Finds near photos, cuts off what is not relevant, and fuses them with those whose words match. */
export async function rankPhotos(parts: SearchParts, input: RankInput): Promise<Ranking> {
  const { allowed, hits, options } = input;
  const { photos: near, isAll } = await retrieveNear(parts, input);
  const cut = cutOff(near, input, countSearched(parts, allowed));
  const isTextGood = hits.some(({ isByFolder }) => !isByFolder);
  const relevant = pickRelevant(near, cut, input, isTextGood);
  const byVector = new Set(relevant.photos.map(({ id }) => id));
  const order = fuse(relevant.photos, input);
  const isRest = options.all && input.embedded !== undefined;
  if (isRest) appendRest(order, near);
  return {
    order,
    total: isRest ? Math.max(order.length, countSearched(parts, allowed)) : order.length,
    // What was cut off is the proof that nothing relevant is missing.
    isTotalExact: isRest || isAll || byVector.size < near.length || byVector.size >= MOST_RELEVANT,
    noGoodMatch: !cut.isGood && !isTextGood,
    cutBelow: cut.below,
    cosines: new Map(near.map(({ id, cosine }) => [id, cosine])),
    hits,
    isByVector: (id, cosine) => byVector.has(id) || cosine >= relevant.from,
  };
}

async function retrieveNear(parts: SearchParts, input: RankInput): Promise<Retrieved> {
  const { embedded, allowed, options, depth, isWhole } = input;
  if (embedded === undefined) return { photos: [], isAll: true };
  const most = options.all ? Math.max(depth, MOST_RELEVANT) : MOST_RELEVANT;
  const isEnough = (found: readonly NearPhoto[]) => {
    const [best, last] = [found[0], found.at(-1)];
    if (best === undefined || last === undefined) return false;
    const isDeep = found.length >= Math.max(depth, FUSED);
    const isBeyond = last.cosine < toThreshold(best.cosine, input);
    if (options.all) return isDeep && (isBeyond || !isWhole);
    return isBeyond || (isDeep && !isWhole);
  };
  return retrieve(parts, embedded.vector, allowed, { atOnce: isWhole ? 0 : depth, most, isEnough });
}

/** How many photos there were to choose from. */
function countSearched({ space }: SearchParts, { vectorIds, excluded }: Allowed): number {
  return Math.max(0, (vectorIds?.size ?? space.size) - excluded.size);
}

/** Where near photos end, and whether the best of them are good. */
function cutOff(near: readonly NearPhoto[], input: RankInput, searched: number) {
  const { scale, terms, embedded, hits } = input;
  const [best] = near;
  if (best === undefined) return { below: null, isGood: embedded === undefined && hits.length > 0 };
  const cosines = near.slice(0, 5).map(({ cosine }) => cosine);
  // The measured constants are for one term: a difference lies farther from every photo.
  const isGood = terms > 1 || scale.isGood(cosines, searched);
  return { below: toThreshold(best.cosine, input), isGood };
}

function toThreshold(best: number, { cutBelow, options, scale }: RankInput): number {
  if (options.minRelevance !== undefined) return scale.toCosine(options.minRelevance);
  return cutBelow ?? Math.min(best, scale.cutBelow(best));
}

function pickRelevant(
  near: readonly NearPhoto[],
  cut: { below: number | null; isGood: boolean },
  { scale, options }: RankInput,
  isTextGood: boolean,
): { photos: readonly NearPhoto[]; from: number } {
  const { below } = cut;
  if (below === null) return { photos: [], from: Number.POSITIVE_INFINITY };
  const isGood = cut.isGood || options.minRelevance !== undefined;
  if (!isGood && !isTextGood) return { photos: near.slice(0, CLOSEST_FEW), from: Number.POSITIVE_INFINITY };
  // Where words answer the query better than pictures do, only pictures are given beside them that would be good in company.
  const from = isGood ? below : Math.max(below, scale.plausible);
  return { photos: near.filter(({ cosine }) => cosine >= from).slice(0, MOST_RELEVANT), from };
}

/**
 * Photos called exactly like the query first, then both lists fused, then what is not near enough for that. A folder's name speaks for many
 * photos at once: alone it only lifts photos that are relevant anyway.
 */
function fuse(relevant: readonly NearPhoto[], { embedded, hits, options: { minRelevance = 0 } }: RankInput): number[] {
  const ids = relevant.map(({ id }) => id);
  if (hits.length === 0) return ids;
  const nearest = ids.slice(0, FUSED);
  const isNearest = new Set(nearest);
  const counted = hits.filter(
    (hit) =>
      isNearest.has(hit.photoId) || ((embedded === undefined || !hit.isByFolder) && textRelevance(hit) >= minRelevance),
  );
  const exact = counted.filter(({ isExact }) => isExact).map(({ photoId }) => photoId);
  const fused = fuseRanks(
    nearest,
    counted.map(({ photoId }) => photoId),
  );
  return [...new Set([...exact, ...fused, ...ids])];
}

function appendRest(order: number[], near: readonly NearPhoto[]): void {
  const there = new Set(order);
  for (const { id } of near) if (!there.has(id)) order.push(id);
}

/** Words that hold all of the query's are as likely meant as not, at least; a name that is the query is meant. */
export function textRelevance({ isExact, isByFolder }: TextHit): number {
  if (isExact) return 1;
  return isByFolder ? 0 : 0.5;
}
