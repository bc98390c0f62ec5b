import type { FacetColumns } from '../../store/queries/facet-cache.js';
import type { ValueLists } from '../../store/queries/value-lists.js';
import type { FacetCount } from '../types/facets.js';

/** The photos that have a value, or one that begins with it (`2023` with `2023-06`), in ascending order, each once. */
export function listPhotosOf({ values, starts, ids }: ValueLists, value: string, isPrefix = false): number[] {
  const found = new Set<number>();
  values.forEach((other, i) => {
    if (other !== value && !(isPrefix && other.startsWith(value))) return;
    for (const id of ids.subarray(starts[i], starts[i + 1])) found.add(id);
  });
  return [...found].sort((one, another) => one - another);
}

/** The photos of a place: of a city by its name, of a country by the code in its filter. */
export function listPhotosOfPlace({ cities, countries }: FacetColumns, { label, filter }: FacetCount): number[] {
  const [field, value = ''] = filter.split(':');
  return field === 'city' ? listPhotosOf(cities, label) : listPhotosOf(countries, value);
}
