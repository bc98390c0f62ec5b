import type { FrameKind } from '../../model/evidence.js';
import type { Condition, Filter } from '../../model/filter.js';
import { isBelow } from '../../model/paths.js';
import type { ReadScope } from '../../model/read-scope.js';
import type { ValueLists } from '../../store/queries/value-lists.js';
import type { SearchContext } from '../context.js';
import { printFilter } from '../query/print-query.js';
import { nameCountry } from '../query/values/countries.js';
import { readFilters } from '../read-field-filters.js';
import { checkSearchOptions } from '../read-options.js';
import { readInput } from '../read-query.js';
import { resolveFilters } from '../resolve-filters.js';
import type { SearchCatalogue } from '../search-catalogue.js';
import type { FacetCount, Facets } from '../types/facets.js';
import type { QueryInput, SearchOptions } from '../types/request.js';
import { findRelevant } from './find-relevant.js';

/** Dependencies of counts and completions. */
export interface FacetContext {
  catalogue: SearchCatalogue;
  /** The space whose tags count. */
  tagSpaceId: number;
  /** What exists for the reader; `undefined`: everything. */
  scope?: ReadScope | undefined;
}

/**
 * Counts over what a query finds, all of it, on whatever page.
 * @param query `undefined`: everything
 * @throws PhotoseekError as a search
 */
export async function facets(
  context: SearchContext,
  query: QueryInput | undefined,
  options: SearchOptions,
): Promise<Facets> {
  checkSearchOptions('facets()', options);
  const { catalogue, spaces, filterCache, scope } = context;
  const facetContext = { catalogue, scope, tagSpaceId: spaces.default.row.id };
  const isEverything = query === undefined || (typeof query === 'string' && query.trim() === '');
  const asked = isEverything ? { terms: [], filters: [] } : readInput(query);
  const filters = await resolveFilters(context, [
    ...asked.filters,
    ...readFilters({ filters: options.filters ?? '', fields: options.fields ?? {} }),
  ]);
  if (!isEverything && asked.terms.length > 0) {
    const { photoIds } = await findRelevant(context, query, options);
    return countFacets(facetContext, photoIds, findFolder(filters));
  }
  if (filters.length === 0) return countFacets(facetContext, null);
  const { photoIds } = filterCache.list(filters, { scope, spaceId: facetContext.tagSpaceId });
  return countFacets(facetContext, photoIds.toArray(), findFolder(filters));
}

/** The folder that photos are narrowed to: their other files, elsewhere, do not count among the folders. */
function findFolder(filters: readonly Filter[]): string | undefined {
  const folders = filters.flatMap(({ condition, negated, or }) =>
    condition.field === 'in' && !negated && or === undefined ? (condition.spellings ?? [condition.folder]) : [],
  );
  return folders.length === 1 ? folders[0] : undefined;
}

/** Months counted at most: the newest. */
const MAX_MONTHS = 240;
/** Cameras, folders, places, tags, keywords or people counted at most. */
const MAX_VALUES = 100;

/**
 * Counts by year, month, camera, folder, place, tag, keyword, person and thing. A photo counts once for a value, however many files of it have it; its
 * filter finds as many photos.
 * @param photoIds which photos; `null`: all
 * @param inFolder folders elsewhere are not listed
 */
export function countFacets(
  { catalogue, tagSpaceId, scope }: FacetContext,
  photoIds: ArrayLike<number> | null,
  inFolder?: string,
): Facets {
  const columns = catalogue.facets.read(scope, tagSpaceId);
  const counter = new Counter(columns.photoIds, photoIds);
  const byCount = (lists: ValueLists, toCondition: (value: string) => Condition, toLabel = (value: string) => value) =>
    counter
      .count(lists, (value) => value)
      .map(({ value, count }) => toFacet(toLabel(value), count, toCondition(value)))
      .sort((a, b) => b.count - a.count || compare(a.label, b.label))
      .slice(0, MAX_VALUES);
  const byTime = (letters: number) =>
    counter
      // Of some photos only the year is known.
      .count(columns.months, (month) => (month.length < letters ? undefined : month.slice(0, letters)))
      .reverse()
      .slice(0, MAX_MONTHS)
      .map(({ value, count }) => toFacet(value, count, toTaken(value), ...(isChangeTime(value) ? [DATED] : [])));
  // Where photos without a date would be found as well, the filter leaves them out.
  const isChangeTime = (period: string) => columns.changeMonths.values.some((month) => month.startsWith(period));
  const { path, folders } = countFolders(counter, columns.folders, inFolder);
  return {
    total: counter.total,
    years: byTime(4),
    months: byTime(7),
    undated: listKnown(toFacet('undated', counter.countOf(columns.undatedIds), UNDATED)),
    kinds: byCount(
      columns.kinds,
      (kind) => ({ field: 'is', value: NAME_OF_KIND[kind as FrameKind] }),
      (kind) => NAME_OF_KIND[kind as FrameKind],
    ),
    cameras: byCount(columns.cameras, (value) => ({ field: 'camera', value, exact: true })),
    folders,
    folderPath: path,
    countries: byCount(columns.countries, (code) => ({ field: 'country', code }), nameCountry),
    cities: byCount(columns.cities, (value) => ({ field: 'city', value })),
    tags: byCount(columns.tags, (value) => ({ field: 'tag', value })),
    keywords: byCount(columns.keywords, (value) => ({ field: 'keyword', value })),
    people: byCount(columns.people, (value) => ({ field: 'person', value })),
    objects: byCount(columns.objects, (value) => ({ field: 'object', value, range: { min: 1, max: null } })),
  };
}

/** As the filter `is:` names contents, by the kind of their first frame. */
const NAME_OF_KIND = { image: 'photo', video: 'video', page: 'document', view: 'model' } as const satisfies Record<
  FrameKind,
  string
>;

const UNDATED: Condition = { field: 'is', value: 'undated' };
const DATED: Filter = { condition: UNDATED, negated: true };

function listKnown(facet: FacetCount): FacetCount[] {
  return facet.count === 0 ? [] : [facet];
}

/** Counts the photos of a set by values. */
class Counter {
  readonly total: number;
  /** 1 for each photo that is counted. */
  readonly #isCounted: Uint8Array;
  /** For each photo the last group it was counted in. */
  readonly #lastGroup: Int32Array;

  constructor(known: Uint32Array, chosen: ArrayLike<number> | null) {
    const size = (known.at(-1) ?? 0) + 1;
    const isKnown = new Uint8Array(size);
    for (const id of known) isKnown[id] = 1;
    this.#lastGroup = new Int32Array(size);
    this.total = known.length;
    this.#isCounted = isKnown;
    if (chosen === null) return;
    this.#isCounted = new Uint8Array(size);
    this.total = 0;
    for (let i = 0; i < chosen.length; i++) {
      const id = chosen[i] as number;
      if (isKnown[id] !== 1 || this.#isCounted[id] === 1) continue;
      this.#isCounted[id] = 1;
      this.total++;
    }
  }

  /** How many of these are counted, each once. */
  countOf(ids: readonly number[]): number {
    return new Set(ids.filter((id) => this.#isCounted[id] === 1)).size;
  }

  /**
   * Photos of each group of neighbouring values, in the order of the values; groups without any are left out.
   * @param toGroup `undefined`: the value is not counted
   */
  count(lists: ValueLists, toGroup: (value: string) => string | undefined): { value: string; count: number }[] {
    this.#lastGroup.fill(0);
    const groups: { value: string; count: number }[] = [];
    let group: { value: string; count: number } | undefined;
    lists.values.forEach((value, i) => {
      const name = toGroup(value);
      if (name === undefined) return;
      if (group?.value !== name) {
        group = { value: name, count: 0 };
        groups.push(group);
      }
      const end = lists.starts[i + 1] as number;
      for (let at = lists.starts[i] as number; at < end; at++) {
        const id = lists.ids[at] as number;
        if (this.#isCounted[id] !== 1 || this.#lastGroup[id] === groups.length) continue;
        this.#lastGroup[id] = groups.length;
        group.count++;
      }
    });
    return groups.filter(({ count }) => count > 0);
  }
}

/**
 * The folders directly below the deepest one that holds all the photos, each with everything in it, and the way to that one from the deepest
 * folder of the whole library.
 */
function countFolders(
  counter: Counter,
  lists: ValueLists,
  inFolder: string | undefined,
): { folders: FacetCount[]; path: FacetCount[] } {
  const isListed = (folder: string) => inFolder === undefined || isBelow(folder, inFolder);
  const used = counter.count(lists, (folder) => (isListed(folder) ? folder : undefined)).map(({ value }) => value);
  const base = commonFolder(used);
  const toFolder = (label: string, count: number, folder: string) => toFacet(label, count, { field: 'in', folder });
  const folders = counter
    .count(lists, (folder) => {
      if (!isListed(folder) || !folder.startsWith(base) || folder.length === base.length) return undefined;
      return folder.slice(0, folder.slice(base.length).search(/[\\/]/) + base.length);
    })
    .map(({ value, count }) => toFolder(value.slice(base.length), count, value))
    .sort((a, b) => b.count - a.count || compare(a.label, b.label))
    .slice(0, MAX_VALUES);
  const path = listFoldersOn(base, commonFolder(lists.values)).map((folder) =>
    toFolder(folder.split(/[\\/]/).at(-1) || folder, counter.total, folder),
  );
  return { folders, path: used.length === 0 ? [] : path };
}

/** The folders from one down to another below it, both included, without a separator at their ends. */
function listFoldersOn(to: string, from: string): string[] {
  const ends = [...to.matchAll(/[\\/]/g)].map(({ index }) => index).filter((index) => index >= from.length - 1);
  return ends.map((end) => to.slice(0, end)).filter((folder) => folder !== '');
}

/** The deepest folder that holds all. @param paths sorted, each with a separator at its end */
export function commonFolder(paths: readonly string[]): string {
  const first = paths[0] ?? '';
  const last = paths.at(-1) ?? '';
  let same = 0;
  while (same < first.length && first[same] === last[same]) same++;
  return first.slice(0, Math.max(first.lastIndexOf('/', same - 1), first.lastIndexOf('\\', same - 1)) + 1);
}

function toTaken(text: string): Condition {
  const [year, month] = text.split('-').map(Number) as [number, number | undefined];
  const pad = (n: number, length: number) => String(n).padStart(length, '0');
  const start = (y: number, m: number) => `${pad(m > 12 ? y + 1 : y, 4)}-${pad(m > 12 ? 1 : m, 2)}-01T00:00:00.000`;
  return month === undefined
    ? { field: 'taken', from: start(year, 1), before: start(year + 1, 1) }
    : { field: 'taken', from: start(year, month), before: start(year, month + 1) };
}

/** @param others filters beside the condition */
function toFacet(label: string, count: number, condition: Condition, ...others: Filter[]): FacetCount {
  return { label, count, filter: [{ condition, negated: false }, ...others].map(printFilter).join(' ') };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
