import { toLooseKey } from '../../model/comparison-key.js';
import { isEverything } from '../../model/read-scope.js';
import type { FacetColumns } from '../../store/queries/facet-cache.js';
import type { NameCount } from '../../store/queries/person-queries.js';
import type { ValueLists } from '../../store/queries/value-lists.js';
import { FILTER_NAMES, type FilterName, findFilterName } from '../query/filter-names.js';
import { HAS_KINDS, IS_KINDS } from '../query/parse-filter.js';
import { quoteIfNeeded } from '../query/tokenize.js';
import { nameCountry } from '../query/values/countries.js';
import type { Suggestion } from '../types/facets.js';
import { commonFolder, type FacetContext } from './facets.js';
import { type Fragment, findFragments } from './suggest-fragment.js';

/** Suggestions of one kind, so that none crowds out the others. */
const MAX_OF_A_KIND = 4;
const MAX_RECENT = 3;

/** A completion, before it is put into the query. */
interface Completion {
  kind: Suggestion['kind'];
  label: string;
  /** The text that replaces the typed fragment. */
  text: string;
  count: number | null;
}

/** Values of a filter that are completed, with how they are shown and written. */
interface Source {
  name: FilterName;
  kind: Suggestion['kind'];
  lists: ValueLists;
  /** Default: the value itself. A folder is found by the names of all folders it lies in, too. */
  toLabels?: (value: string) => readonly string[];
  toText?: (value: string) => string;
}

/**
 * Completions of what is typed last: earlier queries, filters, tags, keywords, people, places, cameras, folders and names of files, the
 * likeliest first.
 */
export function suggest(context: FacetContext, text: string, limit: number): Suggestion[] {
  const found: Suggestion[] = [];
  // Somebody who sees a part of the photos does not see what others looked for.
  if (isEverything(context.scope) && text.trim() !== '') found.push(...completeQuery(context, text));
  for (const fragment of findFragments(text)) {
    const completions =
      fragment.field === undefined ? completeAny(context, fragment) : completeValue(context, fragment);
    for (const { kind, label, text: completed, count } of completions)
      found.push({ kind, label, query: fragment.before + completed, count });
  }
  const seen = new Set<string>([text]);
  return found.filter(({ query }) => !seen.has(query) && seen.add(query)).slice(0, limit);
}

function completeQuery({ catalogue }: FacetContext, text: string): Suggestion[] {
  return catalogue.recent
    .list(text.trimStart(), MAX_RECENT + 1)
    .filter((recent) => recent.text !== text)
    .slice(0, MAX_RECENT)
    .map((recent) => ({ kind: 'query', label: recent.text, query: recent.text, count: null }));
}

/** Anything that begins so. */
function completeAny(context: FacetContext, fragment: Fragment): Completion[] {
  const filters = fragment.isPhrase ? [] : completeFilterName(fragment);
  // One letter is the beginning of everything.
  if (fragment.typed.length < 2) return filters;
  const values = listSources(context).flatMap((source) => completeFrom(source, fragment).slice(0, MAX_OF_A_KIND));
  return [
    ...filters,
    ...[...values, ...completePerson(context, fragment)].sort((a, b) => (b.count ?? 0) - (a.count ?? 0)),
    ...(fragment.isNegated ? [] : completeFileName(context, fragment)),
  ];
}

/** Values of the filter whose name stands there already. */
function completeValue(context: FacetContext, fragment: Fragment): Completion[] {
  const { field, typed, sign } = fragment;
  if (field === 'person') return completePerson(context, fragment);
  if (field === 'is' || field === 'has') {
    const values: readonly string[] = field === 'is' ? IS_KINDS : HAS_KINDS;
    return values
      .filter((value) => value.startsWith(typed.toLowerCase()))
      .map((value) => ({
        kind: 'filter',
        label: value,
        text: `${sign}${field}:${value}`,
        count: null,
      }));
  }
  const asked = listSources(context).filter(({ name }) => name === field || (field === 'near' && name === 'city'));
  return asked.flatMap((source) =>
    field === 'near'
      ? // How many lie around it is not known.
        completeFrom({ ...source, name: 'near' }, fragment).map((completion) => ({ ...completion, count: null }))
      : completeFrom(source, fragment),
  );
}

/** The sources of stored values: what all folders have in common is looked for once. */
const sources = new WeakMap<FacetColumns, Source[]>();

function listSources({ catalogue, tagSpaceId, scope }: FacetContext): Source[] {
  const columns = catalogue.facets.read(scope, tagSpaceId);
  const known = sources.get(columns) ?? toSources(columns);
  sources.set(columns, known);
  return known;
}

function toSources(columns: FacetColumns): Source[] {
  const top = commonFolder(columns.folders.values);
  const topName = top.split(/[\\/]/).at(-2) ?? '';
  const folderNames = (path: string) =>
    [...new Set([topName, ...path.slice(top.length).split(/[\\/]/)])].filter((name) => name !== '');
  return [
    { name: 'tag', kind: 'tag', lists: columns.tags },
    { name: 'keyword', kind: 'keyword', lists: columns.keywords },
    { name: 'city', kind: 'place', lists: columns.cities },
    { name: 'country', kind: 'place', lists: columns.countries, toLabels: (code) => [nameCountry(code)] },
    {
      name: 'camera',
      kind: 'camera',
      lists: columns.cameras,
      toText: (value) => `=${quoteIfNeeded(value)}`,
    },
    { name: 'folder', kind: 'folder', lists: columns.folders, toLabels: folderNames },
  ];
}

/** Values in which a word begins as typed, the most frequent first. */
function completeFrom(source: Source, { typed, sign, isPhrase }: Fragment): Completion[] {
  const wanted = toLooseKey(typed);
  if (wanted === '') return [];
  return labelsOf(source)
    .filter(({ folded }) => beginsSo(folded, wanted, isPhrase))
    .sort((a, b) => b.count - a.count || (a.label < b.label ? -1 : 1))
    .map(({ label, count }) => {
      const text = source.toText?.(label) ?? label;
      const written = text.startsWith('=') ? text : quoteIfNeeded(text);
      return { kind: source.kind, label, text: `${sign}${source.name}:${written}`, count };
    });
}

interface Label {
  label: string;
  /** Small, without marks. */
  folded: string;
  count: number;
}

/** Folding every value at every key would take most of the time there is. */
const labels = new WeakMap<ValueLists, Label[]>();

function labelsOf({ lists, toLabels = (value) => [value] }: Source): Label[] {
  const cached = labels.get(lists);
  if (cached !== undefined) return cached;
  const byLabel = new Map<string, Set<number>>();
  lists.values.forEach((value, i) => {
    const photoIds = lists.ids.subarray(lists.starts[i], lists.starts[i + 1]);
    for (const label of toLabels(value)) {
      const known = byLabel.get(label) ?? new Set();
      // A photo stands there once for each of its files, and folders of one name are one filter.
      for (const id of photoIds) known.add(id);
      byLabel.set(label, known);
    }
  });
  const made = [...byLabel].map(([label, { size }]) => ({ label, folded: toLooseKey(label), count: size }));
  labels.set(lists, made);
  return made;
}

function beginsSo(folded: string, wanted: string, isPhrase: boolean): boolean {
  if (folded.startsWith(wanted)) return true;
  if (isPhrase) return false;
  for (let at = folded.indexOf(wanted, 1); at !== -1; at = folded.indexOf(wanted, at + 1))
    if (!/[\p{L}\p{N}]/u.test(folded[at - 1] as string)) return true;
  return false;
}

function completePerson(context: FacetContext, { typed, sign }: Fragment): Completion[] {
  const { catalogue, scope } = context;
  const stated = catalogue.completions.listPeople(typed, scope, MAX_OF_A_KIND);
  return uniteNames([...listNamedFaces(context, typed), ...stated]).map(({ name, photos }) => ({
    kind: 'name',
    label: name,
    text: `${sign}person:${quoteIfNeeded(name)}`,
    count: photos,
  }));
}

/** Names of people who were found by their faces. */
function listNamedFaces({ catalogue, scope }: FacetContext, typed: string): NameCount[] {
  const wanted = toLooseKey(typed);
  if (wanted === '' || catalogue.people.hasNoNames()) return [];
  return catalogue.people.listNames(scope).filter(({ name }) => beginsSo(toLooseKey(name), wanted, false));
}

/** A name that files state and a face has is one, with the larger number of photos. */
function uniteNames(names: readonly NameCount[]): NameCount[] {
  const byKey = new Map<string, NameCount>();
  for (const one of names) {
    const known = byKey.get(toLooseKey(one.name));
    if (known === undefined || known.photos < one.photos)
      byKey.set(toLooseKey(one.name), { ...one, ...(known && { name: known.name }) });
  }
  return [...byKey.values()].sort((a, b) => b.photos - a.photos).slice(0, MAX_OF_A_KIND);
}

function completeFileName({ catalogue, scope }: FacetContext, { typed }: Fragment): Completion[] {
  return catalogue.completions.listPaths(typed, scope, MAX_OF_A_KIND).map((path) => {
    const name = path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
    return { kind: 'name', label: name, text: /\s|:|^[-+]/.test(name) ? quoteIfNeeded(name) : name, count: null };
  });
}

function completeFilterName({ typed, sign }: Fragment): Completion[] {
  const small = typed.toLowerCase();
  if (small === '' || findFilterName(small) === small) return [];
  return FILTER_NAMES.filter((name) => name.startsWith(small)).map((name) => ({
    kind: 'filter',
    label: `${name}:`,
    text: `${sign}${name}:`,
    count: null,
  }));
}
