import { setImmediate } from 'node:timers/promises';
import { throwIfAborted } from '../errors.js';
import { Calibrator, REFERENCE } from './calibration/calibrator.js';
import { getCalibrator } from './calibration/get-calibrator.js';
import { type EmbeddedQuery, embedQuery } from './embed/embed-query.js';
import { type Collapsed, collapse } from './rank/collapse.js';
import { type Cursor, readCursor } from './rank/cursor.js';
import { type Ranking, rankPhotos } from './rank/rank-photos.js';
import { sortPhotos } from './rank/sort-photos.js';
import type { CheckedOptions } from './read-options.js';
import { type AskedQuery, fingerprint } from './read-query.js';
import { type Allowed, listAllowed } from './retrieve/allowed.js';
import type { SearchParts } from './search-parts.js';
import { matchText, type TextHit } from './text/match-text.js';
import { readWords, type TextQuery } from './text/words.js';

/** Milliseconds since this process started, at the ends of the steps. */
export interface Times {
  embedded: number;
  filtered: number;
  retrieved: number;
}

/** Without a vector, there are no cosines to be read. */
const UNSCALED = new Calibrator(REFERENCE.text);

/** All that answers a query, before a page of it is shown. */
export interface Answer {
  ranking: Ranking;
  /** In the order that was asked for. */
  order: number[];
  groups: Collapsed['groups'];
  total: number;
  isTotalExact: boolean;
  embedded: EmbeddedQuery | undefined;
  toRelevance: (cosine: number) => number;
  hits: ReadonlyMap<number, TextHit>;
  words: TextQuery | undefined;
  start: Pick<Cursor, 'fingerprint' | 'lastPhotoId' | 'cutBelow'>;
  cursor: Cursor | undefined;
  times: Times;
}

/**
 * Everything that answers a query: embed → filter → retrieve → fuse → cut → order.
 * @param depth how much of the order is needed; what is beyond it may be missing
 */
export async function findAnswer(
  parts: SearchParts,
  query: AskedQuery,
  options: CheckedOptions,
  depth: number,
): Promise<Answer> {
  const mark = fingerprint(query, options);
  const cursor = options.cursor === undefined ? undefined : readCursor(options.cursor, mark);
  const words = readQueryWords(query, options);
  // While the encoder's thread is busy, this one brings the index up to date and looks for the words.
  const [embedded, , matches] = await Promise.all([
    embedTerms(parts, query, options),
    parts.space.refresh(),
    matchWords(parts, words),
  ]);
  const embeddedAt = performance.now();
  // A query whose vector is known waits for nothing else: one after the other, such queries would keep everybody else from running.
  await setImmediate();
  throwIfAborted(options.signal);

  const scale = embedded === undefined ? UNSCALED : await getCalibrator(parts, embedded.isPicture ? 'picture' : 'text');
  const lastPhotoId = cursor?.lastPhotoId ?? parts.catalogue.order.lastPhotoId();
  const excluded = findQueryPhotos(parts, embedded);
  const allowed = listAllowed(parts, query.filters, { lastPhotoId, excluded });
  const filteredAt = performance.now();

  const ranking =
    query.terms.length === 0
      ? rankEverything(parts, allowed)
      : await rankPhotos(parts, {
          ...{ embedded, scale, allowed, options },
          hits: matches.filter(({ photoId }) => allowed.has(photoId)),
          terms: query.terms.length,
          // One more says whether there is a next page.
          depth: (cursor?.given ?? 0) + depth + 1,
          isWhole: needsWhole(options),
          cutBelow: cursor?.cutBelow ?? null,
        });
  const sorted = putInOrder(parts, ranking, query, options, allowed);
  const { order, groups } = options.collapse ? collapse(parts, sorted) : { order: sorted, groups: new Map() };
  throwIfAborted(options.signal);
  return {
    ...{ ranking, order, groups, embedded, words, cursor },
    total: ranking.total - (sorted.length - order.length),
    isTotalExact: ranking.isTotalExact,
    toRelevance: (cosine) => scale.toRelevance(cosine),
    hits: new Map(ranking.hits.map((hit) => [hit.photoId, hit])),
    start: { fingerprint: mark, lastPhotoId, cutBelow: ranking.cutBelow },
    times: { embedded: embeddedAt, filtered: filteredAt, retrieved: performance.now() },
  };
}

function embedTerms(parts: SearchParts, { terms }: AskedQuery, { mode, signal }: CheckedOptions) {
  return terms.length === 0 || mode === 'text' ? undefined : embedQuery(parts, terms, signal);
}

/** Photos of the library that are the query, or were it before their file changed. */
function findQueryPhotos({ catalogue }: SearchParts, embedded: EmbeddedQuery | undefined): Set<number> {
  const ids = new Set<number>();
  for (const { photoId, path } of embedded?.pictures ?? []) {
    if (photoId !== undefined) ids.add(photoId);
    const before = path === undefined ? undefined : catalogue.files.findPhotoByPath(path);
    if (before !== undefined && catalogue.files.getPhoto(before)?.files.length === 1) ids.add(before);
  }
  return ids;
}

/** The words that names and metadata are searched for: those that are added. */
function readQueryWords({ terms }: AskedQuery, { mode }: CheckedOptions): TextQuery | undefined {
  if (mode === 'vector') return undefined;
  const added = terms.flatMap(({ source, weight }) => ('text' in source && weight > 0 ? source.text : []));
  return added.length === 0 ? undefined : readWords(added, mode === 'text');
}

async function matchWords(parts: SearchParts, words: TextQuery | undefined): Promise<readonly TextHit[]> {
  return words === undefined ? [] : matchText(parts, words);
}

/** Without terms, everything that passes the filters is relevant. */
function rankEverything({ catalogue }: SearchParts, allowed: Allowed): Ranking {
  const ids = allowed.photoIds ?? catalogue.order.listKeys(undefined, undefined).map(({ photoId }) => photoId);
  const order = [...ids].filter(allowed.has);
  const total = order.length;
  return {
    ...{ order, total, isTotalExact: true, noGoodMatch: false, cutBelow: null },
    ...{ cosines: new Map(), hits: [], isByVector: () => false },
  };
}

/** Whether a page cannot be told without everything that is relevant. */
function needsWhole({ exactTotal, sort, reverse, collapse }: CheckedOptions): boolean {
  return exactTotal || sort !== 'relevance' || reverse || collapse;
}

function putInOrder(
  { catalogue, within }: SearchParts,
  ranking: Ranking,
  { terms }: AskedQuery,
  { sort, reverse, all }: CheckedOptions,
  allowed: Allowed,
): number[] {
  if (sort === 'relevance' && terms.length > 0) return reverse ? ranking.order.reverse() : ranking.order;
  const isEverything = all && ranking.total > ranking.order.length;
  const ids = isEverything ? allowed.photoIds : ranking.order;
  const keys = catalogue.order.listKeys(ids, within).filter(({ photoId }) => allowed.has(photoId));
  return sortPhotos(keys, sort === 'relevance' ? 'taken' : sort, reverse);
}
