import { type Answer, findAnswer } from './find-answer.js';
import { presentPhotos } from './present/present.js';
import { findContinuation, makeCursor } from './rank/cursor.js';
import { type RankedPhoto, textRelevance } from './rank/rank-photos.js';
import { type CheckedOptions, readOptions } from './read-options.js';
import { type AskedQuery, readQuery } from './read-query.js';
import { compareWith } from './retrieve/retrieve.js';
import type { SearchParts } from './search-parts.js';
import type { Notice, QueryInput, SearchOptions, SearchResponse } from './types.js';

/** Photos that answer a query: parse → embed → filter → retrieve → fuse → cut → present. See `Library.search`. */
export async function runSearch(
  parts: SearchParts,
  query: QueryInput,
  options: SearchOptions,
): Promise<SearchResponse> {
  const startedAt = performance.now();
  const checked = readOptions(options);
  return answerQuery(parts, readQuery(query, checked), checked, startedAt);
}

/** The same for a query that is understood already. */
export async function answerQuery(
  parts: SearchParts,
  query: AskedQuery,
  options: CheckedOptions,
  startedAt: number,
): Promise<SearchResponse> {
  if (query.filters.some(({ condition }) => condition.field === 'tag')) await parts.updateTags?.(options.signal);
  const answer = await findAnswer(parts, query, options, options.limit);
  const { order, cursor, start, times } = answer;
  const from = cursor === undefined ? 0 : findContinuation(order, cursor);
  const to = Math.min(order.length, from + options.limit);
  const page = await describe(parts, answer, order.slice(from, to));
  const results = presentPhotos(parts, page, answer.words);
  const endedAt = performance.now();
  return {
    query: query.name,
    results,
    total: answer.total,
    isTotalExact: answer.isTotalExact,
    nextCursor: to < answer.total && (to > from || options.limit === 0) ? makeCursor(start, order, to) : null,
    noGoodMatch: answer.ranking.noGoodMatch,
    notices: collectNotices(parts, answer),
    tookMs: round(endedAt - startedAt),
    timings: {
      encodeMs: round(times.embedded - startedAt),
      filterMs: round(times.filtered - times.embedded),
      retrieveMs: round(times.retrieved - times.filtered),
      presentMs: round(endedAt - times.retrieved),
    },
  };
}

/** What is known of the photos of a page. Those that were found by their words have a cosine, too. */
async function describe(parts: SearchParts, answer: Answer, ids: readonly number[]): Promise<RankedPhoto[]> {
  const { ranking, embedded, hits, groups } = answer;
  const missing = embedded === undefined ? [] : ids.filter((id) => !ranking.cosines.has(id));
  const compared = embedded === undefined ? undefined : await compareWith(parts, embedded.vector, missing);
  return ids.map((id) => {
    const cosine = ranking.cosines.get(id) ?? compared?.get(id) ?? null;
    const text = hits.get(id);
    const relevances = [
      ...(cosine === null ? [] : [answer.toRelevance(cosine)]),
      ...(text === undefined ? [] : [textRelevance(text)]),
    ];
    const relevance = relevances.length === 0 ? null : Math.max(...relevances);
    const isByVector = cosine !== null && ranking.isByVector(id, cosine);
    return { id, cosine, relevance, isByVector, text, collapsed: groups.get(id) ?? [] };
  });
}

function collectNotices({ space, encoder }: SearchParts, { embedded, ranking }: Answer): Notice[] {
  const notices: Notice[] = [];
  if (embedded?.truncated) {
    const { maxTokens } = encoder.model.text;
    notices.push({
      code: 'query-truncated',
      message: `The query is long: only its first ${maxTokens} tokens were used.`,
    });
  }
  if (space.size === 0) notices.push(emptyNotice(encoder.model.name));
  else if (ranking.noGoodMatch) notices.push(noGoodMatchNotice(ranking.order.length));
  return notices;
}

function noGoodMatchNotice(given: number): Notice {
  const message = given === 0 ? 'No photo matches.' : 'No photo matches well; these are merely the closest.';
  return { code: 'no-good-match', message };
}

/** Why a library without vectors answers nothing. */
function emptyNotice(model: string): Notice {
  return {
    code: 'library-empty',
    message: `No photo is indexed with ${model} yet. Add some with: photoseek index FOLDER`,
  };
}

/** Milliseconds to a hundredth. */
function round(ms: number): number {
  return Math.round(ms * 100) / 100;
}
