import { CELL_CANDIDATES, type LiftedByCell, liftByCells } from '../cells/lift-by-cells.js';
import type { CellHit, RankedCell, TextHit, ThingHit } from '../model.js';
import type { PhotoHit } from '../retrieve/pool-by-photo.js';
import { compareWith } from '../retrieve/retrieve.js';
import { joinRelevance } from '../things/join-relevance.js';
import { fuseRanks } from './fuse.js';
import {
  CLOSEST_FEW,
  countSearched,
  FUSED_PHOTOS,
  MAX_RELEVANT,
  pickFused,
  pickRelevant,
  type RankOptions,
  type Relevant,
  rankSpace,
  type SpaceQuery,
  type SpaceRanking,
} from './rank-space.js';
import { textRelevance } from './text-relevance.js';

/** The answer, before it is put in another order and cut into pages. */
export interface Ranking {
  /** The relevant set, best first; with `all`, what is less relevant behind it. As far as it was asked for. */
  order: number[];
  /** How long `order` would be if everything were in it that belongs there. */
  total: number;
  /** `false`: it would be longer than `total`, or as long. */
  isTotalExact: boolean;
  noGoodMatch: boolean;
  /** Nothing was compared: the photos fulfil filters, and that is all that was asked for. */
  isCertain?: true;
  /** So many fulfil filters that only the newest of them are in `order`: this many. */
  newestOnly?: number | undefined;
  /** One a space that was searched. */
  spaces: readonly SpaceRanking[];
  /** Photos whose text matches. */
  hits: readonly TextHit[];
  /** Photos that show what the query names. */
  things: readonly ThingHit[];
  /** The relevance of vectors whose frames look as the query says, by vector and look together; by vector id. */
  lifted: ReadonlyMap<number, number>;
  /** Parts of photos that lift them. */
  cells: readonly RankedCell[];
  /** Whether a photo is relevant because of its vector in a space. */
  isByVector(photoId: number, spaceId: number, cosine: number): boolean;
}

/** Inputs of a ranking. */
export interface RankInput extends Omit<RankOptions, 'isReordered'> {
  /** One a space; none: the query is answered by text alone. */
  queries: readonly SpaceQuery[];
  /** Photos whose text matches, the best match first; only such as may be found. */
  hits: readonly TextHit[];
  /** Added to the cosines of vectors for the looks of their frames, by vector id; absent: the query names no look. */
  weighLooks?: ((vectorIds: readonly number[]) => ReadonlyMap<number, number>) | undefined;
  /** Photos that show what the query names, the surest first; only such as may be found. */
  things: readonly ThingHit[];
  /** The nearest part of each of some photos; absent: parts are not asked for, or there are none. */
  findCells?: ((photoIds: readonly number[]) => ReadonlyMap<number, CellHit>) | undefined;
}

/** Finds near photos in each space, drops what is not relevant, and fuses the lists with the photos whose text matches. */
export async function rankPhotos(input: RankInput): Promise<Ranking> {
  const { queries, allowed, hits, things, options, weighLooks, findCells } = input;
  const rankOptions: RankOptions = {
    allowed,
    options,
    terms: input.terms,
    depth: findCells === undefined ? input.depth : Math.max(input.depth, CELL_CANDIDATES),
    isReordered: hits.length + things.length > 0 || weighLooks !== undefined,
    // Reciprocal ranks in several lists can be added up when the lists are known to their ends.
    isWhole: input.isWhole || queries.length > 1,
  };
  const spaces = await Promise.all(queries.map((query) => rankSpace(query, rankOptions)));
  const isOtherGood = hits.some(({ isByFolder }) => !isByFolder) || things.length > 0;
  const isGood = (ranking: SpaceRanking) => ranking.isGood;
  const lifted = new Map<number, number>();
  const cells: RankedCell[] = [];
  const relevant = spaces.map((ranking) => {
    const byWhole = pickRelevant(ranking, isOtherGood || spaces.some(isGood), options.minRelevance);
    const byPart = findCells && putCellsIn(byWhole, ranking, findCells, options.minRelevance);
    for (const { rate, ...cell } of byPart?.lifted.values() ?? [])
      cells.push({ ...cell, spaceId: ranking.space.row.id, relevance: ranking.calibrator.relevanceAt(rate) });
    const picked = byPart ?? byWhole;
    return weighLooks === undefined
      ? picked
      : { ...picked, photos: putInLook(picked.photos, ranking, { weighLooks, byPart: byPart?.lifted }, lifted) };
  });
  const isVectorGood = queries.length === 0 ? hits.length > 0 : spaces.some(isGood);
  const order = fuse(relevant, spaces, input, await putThingsIn(relevant, spaces, things, cells));
  if (!isVectorGood && !isOtherGood && options.minRelevance === undefined && spaces.length > 1)
    order.splice(CLOSEST_FEW);
  const isRest = options.all && queries.length > 0;
  if (isRest) appendRest(order, spaces);
  const found: ReadonlySet<number>[] = [];
  return {
    order,
    total: isRest ? Math.max(order.length, ...spaces.map(({ space }) => countSearched(space, allowed))) : order.length,
    // A hit below the threshold proves that no relevant photo is missing.
    isTotalExact:
      isRest ||
      spaces.every(({ isAll, near }, i) => {
        const { length } = (relevant[i] as Relevant).photos;
        return isAll || length < near.length || length >= MAX_RELEVANT;
      }),
    noGoodMatch: !isVectorGood && !isOtherGood,
    spaces,
    hits,
    things,
    lifted,
    cells,
    isByVector: (photoId, spaceId, cosine) => {
      const i = spaces.findIndex(({ space }) => space.row.id === spaceId);
      const near = relevant[i];
      if (near === undefined || cosine >= near.from) return near !== undefined;
      // Rarely asked: most of a page are above the threshold.
      found[i] ??= new Set(near.photos.map(toId));
      return found[i].has(photoId);
    },
  };
}

/** Compares the parts of the nearest photos with the query. How many were retrieved must not matter. */
function putCellsIn(
  picked: Relevant,
  { near, calibrator }: SpaceRanking,
  findCells: NonNullable<RankInput['findCells']>,
  minRelevance: number | undefined,
) {
  const candidates = near.slice(0, CELL_CANDIDATES);
  return liftByCells(candidates, findCells(candidates.map(toId)), picked, calibrator, minRelevance);
}

/**
 * Photos whose looks are as the query says come before others that are about as near. Only among those that are fused: how many were retrieved
 * must not matter.
 * @param lifted takes what the first amount to
 */
function putInLook(
  photos: readonly PhotoHit[],
  { calibrator }: SpaceRanking,
  {
    weighLooks,
    byPart,
  }: { weighLooks: NonNullable<RankInput['weighLooks']>; byPart: Map<number, LiftedByCell> | undefined },
  lifted: Map<number, number>,
): PhotoHit[] {
  const first = pickFused(photos);
  const added = weighLooks(first.map(({ vectorId }) => vectorId));
  // A frame that was not measured is neither lifted nor lowered.
  const mean = [...added.values()].reduce((sum, value) => sum + value, 0) / Math.max(1, added.size);
  const rated = first.map((hit) => ({
    hit,
    rate: (byPart?.get(hit.photoId)?.rate ?? calibrator.toReference(hit.cosine)) + (added.get(hit.vectorId) ?? mean),
  }));
  rated.sort((a, b) => b.rate - a.rate);
  for (const { hit, rate } of rated) lifted.set(hit.vectorId, calibrator.relevanceAt(rate));
  return [...rated.map(({ hit }) => hit), ...photos.slice(first.length)];
}

/**
 * Photos called exactly like the query first, then all lists fused, then what is not near enough for that. A folder's name speaks for many
 * photos at once: alone it only lifts photos that are relevant anyway.
 */
function fuse(
  relevant: readonly Relevant[],
  spaces: readonly SpaceRanking[],
  { queries, hits, things, options: { minRelevance = 0 } }: RankInput,
  withThings: number[] | undefined,
): number[] {
  const lists = withThings === undefined ? relevant.map(({ photos }) => photos.map(toId)) : [withThings];
  const seen = withThings === undefined ? things.filter(({ score }) => score >= minRelevance).map(toId) : [];
  const found = hits.length + seen.length;
  if (found === 0 && lists.length === 1) return lists[0] as number[];
  const relevanceOf = spaces.length > 1 ? findRelevances(relevant, spaces, hits) : undefined;
  if (found === 0) return fuseRanks(lists, relevanceOf);
  const fusable =
    withThings !== undefined
      ? [withThings.slice(0, FUSED_PHOTOS)]
      : relevant.length === 1
        ? relevant.map(({ photos }) => pickFused(photos).map(toId))
        : lists;
  const isFused = new Set(fusable.flat());
  const counted = hits.filter(
    (hit) =>
      isFused.has(hit.photoId) || ((queries.length === 0 || !hit.isByFolder) && textRelevance(hit) >= minRelevance),
  );
  const exact = counted.filter(({ isExact }) => isExact).map(toId);
  const fused = fuseRanks([...fusable, counted.map(toId), seen], relevanceOf);
  return [...new Set([...exact, ...fused, ...lists.flat()])];
}

/**
 * The relevant photos of the one space that is searched, with those that show the thing, by the relevance that both give. Of several spaces, the
 * relevances are not comparable enough: things are a list of their own there.
 */
async function putThingsIn(
  relevant: readonly Relevant[],
  [ranking, other]: readonly SpaceRanking[],
  things: readonly ThingHit[],
  cells: readonly RankedCell[],
): Promise<number[] | undefined> {
  if (things.length === 0 || ranking === undefined || other !== undefined) return undefined;
  const { space, vector, calibrator, near } = ranking;
  const cosines = new Map(near.map(({ photoId, cosine }) => [photoId, cosine]));
  const missing = things.filter(({ photoId }) => !cosines.has(photoId)).map(toId);
  for (const [photoId, { cosine }] of await compareWith(space, vector, missing)) cosines.set(photoId, cosine);
  const scores = new Map(things.map(({ photoId, score }) => [photoId, score]));
  const byPart = new Map(cells.map(({ photoId, relevance }) => [photoId, relevance]));
  const rate = (id: number) => {
    const cosine = cosines.get(id);
    const relevance = byPart.get(id) ?? (cosine === undefined ? 0 : calibrator.toRelevance(cosine));
    return joinRelevance(relevance, scores.get(id) ?? 0);
  };
  const ids = new Set([...(relevant[0]?.photos ?? []).map(toId), ...things.map(toId)]);
  const rated = [...ids].map((id) => ({ id, relevance: rate(id) }));
  return rated.sort((a, b) => b.relevance - a.relevance || a.id - b.id).map(({ id }) => id);
}

/** Of the best evidence of each photo that is relevant: which one that is does not depend on how many were retrieved. */
function findRelevances(
  relevant: readonly Relevant[],
  spaces: readonly SpaceRanking[],
  hits: readonly TextHit[],
): (photoId: number) => number {
  const best = new Map(hits.map((hit) => [hit.photoId, textRelevance(hit)]));
  for (const [i, { calibrator }] of spaces.entries())
    for (const { photoId, cosine } of relevant[i]?.photos ?? [])
      best.set(photoId, Math.max(best.get(photoId) ?? 0, calibrator.toRelevance(cosine)));
  return (photoId) => best.get(photoId) ?? 0;
}

/** Behind the relevant photos the others by turns, the nearest of each space first: more of them change nothing about the first. */
function appendRest(order: number[], spaces: readonly SpaceRanking[]): void {
  const there = new Set(order);
  const longest = Math.max(0, ...spaces.map(({ near }) => near.length));
  for (let rank = 0; rank < longest; rank++) {
    for (const { near } of spaces) {
      const id = near[rank]?.photoId;
      if (id === undefined || there.has(id)) continue;
      there.add(id);
      order.push(id);
    }
  }
}

function toId({ photoId }: Pick<PhotoHit, 'photoId'>): number {
  return photoId;
}
