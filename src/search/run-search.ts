import { type Filter, listAlternatives } from '../model/filter.js';
import type { SearchContext } from './context.js';
import { type Answer, findAnswer } from './find-answer.js';
import type { AskedQuery, RankedPhoto, RankedVector } from './model.js';
import { collectNotices } from './notices/collect-notices.js';
import { presentPhotos } from './present/present-photos.js';
import { makeCursor } from './rank/cursor.js';
import { type CheckedOptions, readOptions } from './read-options.js';
import { readQuery } from './read-query.js';
import type { Hit } from './retrieve/pool-by-photo.js';
import { compareWith } from './retrieve/retrieve.js';
import type { SearchResponse } from './types/answer.js';
import type { QueryInput, SearchOptions } from './types/request.js';

/** Whether a filter compares what is computed from stored vectors, which may have to be brought up to date. */
function isJudged({ condition }: Filter): boolean {
  return condition.field === 'tag' || (condition.field === 'is' && ['drawing', 'night'].includes(condition.value));
}

/** Photos that answer a query: parse → embed → filter → retrieve → fuse → cut → present. See `Library.search`. */
export async function runSearch(
  context: SearchContext,
  query: QueryInput,
  options: SearchOptions,
): Promise<SearchResponse> {
  const startedAt = performance.now();
  const checked = readOptions(options);
  return answerQuery(context, readQuery(query, checked), checked, startedAt);
}

/** The same for a query that is parsed already. */
export async function answerQuery(
  context: SearchContext,
  query: AskedQuery,
  options: CheckedOptions,
  startedAt: number,
): Promise<SearchResponse> {
  if (listAlternatives(query.filters).some(isJudged)) await context.updateTags?.(options.signal);
  const answer = await findAnswer(context, query, options, options.limit);
  const { order, from, start, times } = answer;
  const to = Math.min(order.length, from + options.limit);
  const page = await describe(answer, order.slice(from, to));
  const results = await presentPhotos(context, page, answer);
  const endedAt = performance.now();
  return {
    query: query.name,
    results,
    total: answer.total,
    totalPhotos: answer.totalPhotos,
    isTotalExact: answer.isTotalExact,
    nextCursor: hasNext(answer, to) && (to > from || options.limit === 0) ? makeCursor(start, answer, to) : null,
    noGoodMatch: answer.ranking.noGoodMatch,
    language: answer.embedded?.language ?? null,
    notices: collectNotices(context, answer),
    tookMs: round(endedAt - startedAt),
    timings: {
      encodeMs: round(times.embedded - startedAt),
      filterMs: round(times.filtered - times.embedded),
      retrieveMs: round(times.retrieved - times.filtered),
      presentMs: round(endedAt - times.retrieved),
    },
  };
}

function hasNext({ order, skipped, total, goesOnBehind }: Answer, to: number): boolean {
  return to < order.length || skipped + to < total || goesOnBehind !== undefined;
}

/** The photos of a page with their vectors: of those that were found by text, and of those that one space found and another did not. */
async function describe(answer: Answer, ids: readonly number[]): Promise<RankedPhoto[]> {
  const { ranking, hits, things, groups } = answer;
  const cells = new Map(ranking.cells.map((cell) => [cell.photoId, cell]));
  const places = new Map<number, number>();
  for (let at = 0; at < ids.length; at++) places.set(ids[at] as number, at);
  const vectors: (RankedVector[] | undefined)[] = ids.map(() => undefined);
  for (const { space, vector, calibrator, near } of ranking.spaces) {
    const found: (Hit | undefined)[] = ids.map(() => undefined);
    for (const hit of near) {
      const at = places.get(hit.photoId);
      if (at !== undefined) found[at] = hit;
    }
    if (found.includes(undefined)) {
      const missing = ids.filter((_, at) => found[at] === undefined);
      for (const [id, hit] of await compareWith(space, vector, missing)) found[places.get(id) as number] = hit;
    }
    for (let at = 0; at < found.length; at++) {
      const hit = found[at];
      if (hit === undefined) continue;
      const { vectorId, cosine } = hit;
      const one = { spaceId: space.row.id, vectorId, cosine, relevance: calibrator.toRelevance(cosine) };
      // Of one space, a list of one: pushed to, a list makes room for sixteen.
      const known = vectors[at];
      vectors[at] = known === undefined ? [one] : [...known, one];
    }
  }
  return ids.map((id, at) => {
    const own = pickBest(vectors[at] ?? []);
    const isByVector = own.some(({ spaceId, cosine }) => ranking.isByVector(id, spaceId, cosine));
    const [text, thing] = [hits.get(id), things.get(id)];
    return { id, vectors: own, isByVector, text, thing, cell: cells.get(id), collapsed: groups.get(id) ?? [] };
  });
}

/** Of alternatives, the one that the photo fits best speaks for each space. */
function pickBest(vectors: RankedVector[]): RankedVector[] {
  if (vectors.length < 2) return vectors;
  const sorted = vectors.sort((a, b) => b.relevance - a.relevance);
  return sorted.filter(({ spaceId }, i) => sorted.findIndex((other) => other.spaceId === spaceId) === i);
}

/** Milliseconds to a hundredth. */
function round(ms: number): number {
  return Math.round(ms * 100) / 100;
}
