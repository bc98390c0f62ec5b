import { setImmediate } from 'node:timers/promises';
import type { CountedClass } from '../detect/objects/vocabulary.js';
import { throwIfAborted } from '../errors.js';
import type { Filter } from '../model/filter.js';
import { chooseCalibrator } from './calibration/choose-calibrator.js';
import { asksForCells } from './cells/asks-for-cells.js';
import type { SearchContext } from './context.js';
import { embedQuery, joinEmbedded } from './embed/embed-query.js';
import { findQueryPhotos } from './embed/find-query-photos.js';
import type { ColouredThing } from './look/bind-colours.js';
import { readLookAlone } from './look/read-look-alone.js';
import type { AskedLook } from './look/read-looks.js';
import { readSeen, toSeenWeigher } from './look/seen.js';
import type { AskedQuery, AskedTerm, EmbeddedQuery, QueryRead, TextHit, ThingHit } from './model.js';
import type { Collapsed } from './rank/collapse.js';
import { type Cursor, readCursor } from './rank/cursor.js';
import { type CutInput, cutPage } from './rank/cut-page.js';
import { joinAlternatives, splitAlternatives } from './rank/join-alternatives.js';
import { NOT_READ, putInOrder, rankEverything } from './rank/put-in-order.js';
import { type Ranking, rankPhotos } from './rank/rank-photos.js';
import type { SpaceQuery } from './rank/rank-space.js';
import type { CheckedOptions } from './read-options.js';
import { fingerprint } from './read-query.js';
import { resolveFilters } from './resolve-filters.js';
import { type Allowed, listAllowed } from './retrieve/allowed.js';
import { weighReadings } from './retrieve/weigh-readings.js';
import { chooseSpaces } from './spaces/choose-spaces.js';
import type { Space } from './spaces/space.js';
import { findTextHits, readTextTerms } from './text/find-text-hits.js';
import { joinTextTerms, type TextQuery } from './text/terms.js';
import { findThingHits } from './things/find-thing-hits.js';

/** Milliseconds since this process started, at the ends of the steps. */
export interface Times {
  embedded: number;
  filtered: number;
  retrieved: number;
}

/** All that answers a query, before a page of it is shown. */
export interface Answer {
  ranking: Ranking;
  /** In the order that was asked for. */
  order: number[];
  /** Where the page begins in it, and how many results come before it. */
  from: number;
  skipped: number;
  /** See `CutPage`. */
  beginsBehind?: number | undefined;
  goesOnBehind?: number | undefined;
  groups: Collapsed['groups'];
  total: number;
  totalPhotos: number;
  isTotalExact: boolean;
  /** Those of the query and of the options. */
  filters: readonly Filter[];
  /** Those of single alternatives. */
  ownFilters: readonly Filter[];
  /** Those that were searched. */
  spaces: readonly Space[];
  embedded: EmbeddedQuery | undefined;
  hits: ReadonlyMap<number, TextHit>;
  things: ReadonlyMap<number, ThingHit>;
  /** Words of the query that stand for filters; `undefined`: none were looked for, or there are none. */
  read: QueryRead | undefined;
  /** Those of the query, as they were read. */
  asked: readonly AskedTerm[];
  terms: TextQuery | undefined;
  /** The looks that they name. */
  looks: readonly AskedLook[];
  /** Those of their colours that are said of things. */
  coloured: readonly ColouredThing[];
  /** The numbers of things that they name. */
  counts: readonly CountedClass[];
  start: Pick<Cursor, 'fingerprint' | 'lastPhotoId' | 'thresholds'>;
  cursor: Cursor | undefined;
  times: Times;
}

/**
 * Everything that answers a query: embed → filter → retrieve → fuse → cut → order.
 * @param depth how much of the order is needed; what is beyond it may be missing
 */
export async function findAnswer(
  context: SearchContext,
  written: AskedQuery,
  options: CheckedOptions,
  depth: number,
): Promise<Answer> {
  const mark = fingerprint(written, options);
  const names = await findPeople(context, written, options);
  const read = names?.isRead ? names : (readLookAlone(context, written, options) ?? names);
  const query = read?.query ?? written;
  const cursor = options.cursor === undefined ? undefined : readCursor(options.cursor, mark);
  const spaces = chooseSpaces(context.spaces, options.spaces, cursor, context.stamp);
  const filters = await resolveFilters(context, query.filters);
  const own = query.alternatives ?? splitAlternatives(query.terms).map((terms) => ({ terms, filters: [] }));
  const alternatives = own.map(({ terms }) => terms);
  const texts = alternatives.map((terms) => readTextTerms(terms, options));
  // While the encoders' threads are busy, this one brings the indexes up to date and searches the text.
  const [embedded, , matches, things] = await Promise.all([
    Promise.all(alternatives.map((terms) => embedTerms(context, spaces, terms, options))),
    Promise.all(spaces.map(({ index }) => index.refresh(context.stamp))),
    findAllTextHits(context, alternatives, texts, options),
    Promise.all(alternatives.map((terms) => findThingHits(context, terms, options))),
  ]);
  const embeddedAt = performance.now();
  // A query whose vector is cached waits for nothing else: a series of such queries would block the event loop.
  await setImmediate();
  throwIfAborted(options.signal);

  const lastPhotoId = cursor?.lastPhotoId ?? context.catalogue.order.lastPhotoId(context.stamp);
  const joined = joinEmbedded(embedded.flatMap((one) => one ?? []));
  const excluded = findQueryPhotos(context, joined);
  const allowed = listAllowed(context, filters, { lastPhotoId, excluded });
  const allowedIn = own.map((one) =>
    one.filters.length === 0 ? allowed : listAllowed(context, [...filters, ...one.filters], { lastPhotoId, excluded }),
  );
  const queries = await Promise.all(
    embedded.map((one, i) => calibrate(context, spaces, one, { cursor, allowed: allowedIn[i] as Allowed })),
  );
  const filteredAt = performance.now();

  const isBrowsed = own.length === 1 && alternatives[0]?.length === 0;
  const all = [...filters, ...(isBrowsed ? (own[0]?.filters ?? []) : [])];
  const cutInput: CutInput = { filters: all, options, lastPhotoId, cursor, depth };
  const needed = (cursor?.given ?? 0) + depth + 1;
  const cut = isBrowsed ? await cutPage(context, cutInput) : undefined;
  const seen = await Promise.all(alternatives.map((terms, i) => readSeen(context, terms, embedded[i])));
  const rank = async (terms: readonly AskedTerm[], i: number) => {
    const mayFind = allowedIn[i] as Allowed;
    if (terms.length === 0)
      return cut === undefined
        ? rankEverything(context, mayFind, [...filters, ...(own[i]?.filters ?? [])], own.length > 1)
        : NOT_READ;
    return rankPhotos({
      queries: queries[i] ?? [],
      allowed: mayFind,
      options,
      terms: terms.length,
      hits: (matches[i] ?? []).filter(({ photoId }) => mayFind.has(photoId)),
      weighLooks: toSeenWeigher(context, seen[i]),
      things: (things[i] ?? []).filter(({ photoId }) => mayFind.has(photoId)),
      findCells: await openCellFinder(context, terms, options, queries[i] ?? []),
      // One more says whether there is a next page.
      depth: needed,
      // Alternatives are merged by relevance, which needs each to its end.
      isWhole: needsWhole(options) || alternatives.length > 1,
    });
  };
  const ranking = await joinAlternatives(await Promise.all(alternatives.map(rank)));
  const page = cut ?? (await putInOrder(context, ranking, { terms: query.terms, filters }, cutInput, allowed));
  throwIfAborted(options.signal);
  // One a space: those of alternatives are found again.
  const thresholds = new Map(
    ranking.spaces.map(({ space, threshold }) => [space.row.id, alternatives.length === 1 ? threshold : null]),
  );
  // Named one by one: spread into one object, they take as long as everything else that is done here.
  return {
    ranking,
    order: page.order,
    from: page.from,
    skipped: page.skipped,
    beginsBehind: page.beginsBehind,
    goesOnBehind: page.goesOnBehind,
    groups: page.groups,
    total: page.total,
    totalPhotos: page.totalPhotos,
    isTotalExact: page.isTotalExact,
    filters,
    spaces,
    embedded: joined,
    cursor,
    read,
    asked: query.terms,
    ownFilters: own.flatMap((one) => one.filters),
    looks: [...new Set(seen.flatMap(({ looks }) => looks))],
    coloured: seen.flatMap(({ coloured }) => coloured),
    counts: seen.flatMap(({ counts }) => counts),
    terms: joinTextTerms(texts),
    hits: new Map(ranking.hits.map((hit) => [hit.photoId, hit])),
    things: new Map(ranking.things.map((hit) => [hit.photoId, hit])),
    start: { fingerprint: mark, lastPhotoId, thresholds },
    times: { embedded: embeddedAt, filtered: filteredAt, retrieved: performance.now() },
  };
}

/** Loaded only where somebody has a name. */
async function findPeople(context: SearchContext, query: AskedQuery, { mode }: CheckedOptions) {
  if (query.terms.length === 0 || mode === 'text' || context.catalogue.people.hasNoNames(context.stamp))
    return undefined;
  const { readNames } = await import('./people/read-names.js');
  return readNames(context, query);
}

function embedTerms(
  context: SearchContext,
  spaces: readonly Space[],
  terms: readonly AskedTerm[],
  { mode, language, signal }: CheckedOptions,
) {
  return terms.length === 0 || mode === 'text' ? undefined : embedQuery(context, spaces, terms, language, signal);
}

/** Of several spaces, the cosines are not comparable enough: cells are of one. */
async function openCellFinder(
  { catalogue, openCells, stamp }: SearchContext,
  terms: readonly AskedTerm[],
  options: CheckedOptions,
  [query, other]: readonly SpaceQuery[],
) {
  // Asked first: a library without cells reads no words.
  if (catalogue.cells.hasNone(stamp) || query === undefined || other !== undefined || !asksForCells(terms, options))
    return undefined;
  const cells = await openCells();
  return (photoIds: readonly number[]) => cells.findNearest(query.space, query.vector, photoIds);
}

/** The query in each space, with the calibration of its cosines. */
async function calibrate(
  context: SearchContext,
  spaces: readonly Space[],
  embedded: EmbeddedQuery | undefined,
  { cursor, allowed }: { cursor: Cursor | undefined; allowed: Allowed },
): Promise<SpaceQuery[]> {
  if (embedded === undefined) return [];
  const kind = embedded.isImage ? 'image' : 'text';
  const queries = spaces.map(async (space): Promise<SpaceQuery[]> => {
    const { id } = space.row;
    const readings = embedded.readings.get(id);
    const vector =
      readings === undefined ? embedded.vectors.get(id) : await weighReadings(context, space, readings, allowed);
    if (vector === undefined) return [];
    const calibrator = await chooseCalibrator(context.catalogue, space, kind, embedded.language?.towers, context.stamp);
    return [{ space, vector, calibrator, threshold: cursor?.thresholds.get(id) ?? null }];
  });
  return (await Promise.all(queries)).flat();
}

async function findAllTextHits(
  context: SearchContext,
  alternatives: readonly (readonly AskedTerm[])[],
  texts: readonly (TextQuery | undefined)[],
  options: CheckedOptions,
): Promise<(readonly TextHit[])[]> {
  return alternatives.map((terms, i) => findTextHits(context, terms, texts[i], options));
}

/** Whether a page cannot be made without everything that is relevant. */
function needsWhole({ exactTotal, sort, reverse, collapse, stack }: CheckedOptions): boolean {
  return exactTotal || sort !== 'relevance' || reverse || collapse || stack;
}
