import type { FacetColumns } from '../../store/queries/facet-cache.js';
import type { SearchContext } from '../context.js';
import { quoteIfNeeded } from '../query/tokenize.js';
import { runSearch } from '../run-search.js';
import type { FacetCount, Suggestion } from '../types/facets.js';
import { countFacets, type FacetContext } from './facets.js';
import { listPhotosOf, listPhotosOfPlace } from './photos-of-value.js';

/** Examples at most. */
const MAX_EXAMPLES = 6;

/** A photo shows a thing for certain when captions would say it with at least this probability. */
const SURE = 0.4;

/** Most frequent tags that are considered. */
const MAX_TAGS = 24;

/** Examples by the values they were made of: a library that does not change has the same ones. */
const made = new WeakMap<FacetColumns, Promise<Suggestion[]>>();

/**
 * Queries that this library answers well: words for what some of its photos surely show, alone and narrowed to a place or a year. Each was
 * asked before it is offered, and had a good answer.
 */
export async function listExamples(context: SearchContext, limit: number): Promise<Suggestion[]> {
  const facetContext = { ...context, tagSpaceId: context.spaces.default.row.id };
  const columns = context.catalogue.facets.read(context.scope, facetContext.tagSpaceId);
  const known = made.get(columns) ?? findExamples(context, facetContext, columns);
  made.set(columns, known);
  // A search that failed, because the library was just closed, say, is tried again.
  known.catch(() => made.delete(columns));
  return (await known).slice(0, limit);
}

async function findExamples(context: SearchContext, facetContext: FacetContext, columns: FacetColumns) {
  const examples: Suggestion[] = [];
  for (const candidate of listCandidates(facetContext, columns)) {
    if (examples.length === MAX_EXAMPLES) break;
    const { noGoodMatch, total } = await runSearch(context, candidate.query, { limit: 1, allowPaths: false });
    if (total > 0 && !noGoodMatch) examples.push(candidate);
  }
  return examples;
}

/** By turns a thing alone, a thing at a place, a thing in a year; no thing twice. */
function* listCandidates(context: FacetContext, columns: FacetColumns): Generator<Suggestion> {
  const { catalogue, tagSpaceId } = context;
  const { tags, cities, countries, years } = countFacets(context, null);
  const known = new Set(columns.photoIds);
  const things = tags.slice(0, MAX_TAGS).flatMap(({ label }) => {
    const sure = catalogue.tags.listSurest(tagSpaceId, label, SURE).filter((id) => known.has(id));
    return sure.length > 0 ? [{ label, sure }] : [];
  });
  const narrower = [
    undefined,
    listPlaces(columns, cities),
    undefined,
    years.map((facet) => ({ facet, photos: new Set(listPhotosOf(columns.months, facet.label, true)) })),
    listPlaces(columns, countries),
  ];
  const used = new Set<string>();
  for (let turn = 0, idle = 0; idle < narrower.length; turn++) {
    const values = narrower[turn % narrower.length];
    const candidate = values === undefined ? takeAlone(things, used) : takeNarrowed(things, values, used);
    idle = candidate === undefined ? idle + 1 : 0;
    if (candidate === undefined) continue;
    used.add(candidate.thing);
    yield candidate.suggestion;
  }
}

interface Thing {
  label: string;
  /** Photos that surely show it. */
  sure: readonly number[];
}

interface Value {
  facet: FacetCount;
  photos: ReadonlySet<number>;
}

function listPlaces(columns: FacetColumns, facets: readonly FacetCount[]): Value[] {
  return facets.slice(0, MAX_TAGS).map((facet) => ({ facet, photos: new Set(listPhotosOfPlace(columns, facet)) }));
}

function takeAlone(things: readonly Thing[], used: ReadonlySet<string>) {
  const thing = things.find(({ label }) => !used.has(label));
  return thing && { thing: thing.label, suggestion: toExample(thing.label, quoteIfNeeded(thing.label)) };
}

/** A thing that is surely seen on a photo of one of the values; each value is used once. */
function takeNarrowed(things: readonly Thing[], values: Value[], used: ReadonlySet<string>) {
  for (const [at, { facet, photos }] of values.entries()) {
    const thing = things.find(({ label, sure }) => !used.has(label) && sure.some((id) => photos.has(id)));
    if (thing === undefined) continue;
    values.splice(at, 1);
    const query = `${quoteIfNeeded(thing.label)} ${facet.filter}`;
    return { thing: thing.label, suggestion: toExample(`${thing.label} · ${facet.label}`, query) };
  }
  return undefined;
}

function toExample(label: string, query: string): Suggestion {
  return { kind: 'example', label, query, count: null };
}
