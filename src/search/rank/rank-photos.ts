import type { EmbeddedQuery } from '../embed/embed-query.js';
import type { CheckedOptions } from '../read-options.js';
import type { Scale } from '../relevance/calibration.js';
import type { Allowed } from '../retrieve/allowed.js';
import { type NearPhoto, retrieve } from '../retrieve/retrieve.js';
import type { SearchParts } from '../search-parts.js';
import type { TextHit } from '../text/match-text.js';
import { fuseRanks } from './fuse.js';

/** A photo that answers a query, before its facts are read. */
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
  /** The relevant set, best first; with `all`, what is less relevant behind it. */
  order: number[];
  /** How long `order` would be if everything were in it that belongs there. */
  total: number;
  noGoodMatch: boolean;
  /** The cosine at which near photos were cut off; `null`: nowhere. */
  cutBelow: number | null;
  /** Of near photos. */
  cosines: ReadonlyMap<number, number>;
  /** Photos that are in the relevant set for their vector. */
  byVector: ReadonlySet<number>;
}

/** The most photos that are relevant because of their vectors. */
export const MOST_RELEVANT = 1000;

/** How many are given when nothing fits. */
const CLOSEST_FEW = 5;

/** What a ranking is made from. */
export interface RankInput {
  embedded: EmbeddedQuery | undefined;
  scale: Scale;
  hits: readonly TextHit[];
  allowed: Allowed;
  options: Pick<CheckedOptions, 'all' | 'minRelevance'>;
  /** How many terms the query has. */
  terms: number;
  /** With `all`: how much of the order is needed. */
  depth: number;
  /** Where the first page was cut off. */
  cutBelow: number | null;
}

/** Finds near photos, cuts off what is not relevant, and fuses them with those whose words match. */
export async function rankPhotos(parts: SearchParts, input: RankInput): Promise<Ranking> {
  const { hits, allowed, options } = input;
  const near = input.embedded === undefined ? [] : await retrieveNear(parts, input, input.embedded);
  const cut = cutOff(near, input, countSearched(parts, allowed));
  const isTextGood = hits.some(({ isByFolder }) => !isByFolder);
  const relevant = pickRelevant(near, cut, input, isTextGood);
  const byVector = new Set(relevant.map(({ id }) => id));
  const order = fuse(relevant, hits, byVector, input);
  const isComplete = !options.all || input.embedded === undefined;
  if (!isComplete) appendRest(order, near);
  return {
    order,
    total: isComplete ? order.length : Math.max(order.length, countSearched(parts, allowed)),
    noGoodMatch: !cut.isGood && !isTextGood,
    cutBelow: cut.below,
    cosines: new Map(near.map(({ id, cosine }) => [id, cosine])),
    byVector,
  };
}

function retrieveNear(parts: SearchParts, input: RankInput, { vector }: EmbeddedQuery): Promise<NearPhoto[]> {
  const { allowed, options, depth } = input;
  const most = options.all ? Math.max(depth, MOST_RELEVANT) : MOST_RELEVANT;
  const isEnough = (found: readonly NearPhoto[]) => {
    const [best, last] = [found[0], found.at(-1)];
    if (best === undefined || last === undefined) return false;
    if (options.all && found.length < depth) return false;
    return last.cosine < toThreshold(best.cosine, input);
  };
  return retrieve(parts, vector, allowed, { most, isEnough });
}

/** How many photos there were to choose from. */
function countSearched({ space }: SearchParts, { vectorIds, excluded }: Allowed): number {
  return Math.max(0, (vectorIds?.length ?? space.size) - excluded.size);
}

/** Where near photos end, and whether the best of them are good. */
function cutOff(near: readonly NearPhoto[], input: RankInput, searched: number) {
  const { scale, terms, embedded } = input;
  const [best] = near;
  if (best === undefined) return { below: null, isGood: embedded === undefined && input.hits.length > 0 };
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
): NearPhoto[] {
  const { below } = cut;
  if (below === null) return [];
  if (cut.isGood || options.minRelevance !== undefined)
    return near.filter(({ cosine }) => cosine >= below).slice(0, MOST_RELEVANT);
  // Words answer the query better than pictures do: only pictures that would be good in company are given beside them.
  if (isTextGood) return near.filter(({ cosine }) => cosine >= Math.max(below, scale.plausible));
  return near.slice(0, CLOSEST_FEW);
}

/**
 * Photos called exactly like the query first, then both lists fused. A folder's name speaks for many photos at once: alone it only lifts
 * photos that are relevant anyway.
 */
function fuse(
  relevant: readonly NearPhoto[],
  hits: readonly TextHit[],
  byVector: ReadonlySet<number>,
  { embedded, options: { minRelevance = 0 } }: RankInput,
): number[] {
  const counted = hits.filter(
    (hit) =>
      byVector.has(hit.photoId) || ((embedded === undefined || !hit.isByFolder) && textRelevance(hit) >= minRelevance),
  );
  const exact = counted.filter(({ isExact }) => isExact).map(({ photoId }) => photoId);
  const fused = fuseRanks(
    relevant.map(({ id }) => id),
    counted.map(({ photoId }) => photoId),
  );
  return [...new Set([...exact, ...fused])];
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
