import { type CityTable, loadCities, toCountryNumber } from '../../metadata/places/city-table.js';
import { BadValue } from './bad-query.js';
import { findCountry, fold } from './countries.js';
import { findNearest } from './filter-names.js';

/** A point with a name. */
export interface NamedPoint {
  latitude: number;
  longitude: number;
}

/** Cities smaller than this are not suggested. */
const SUGGESTED_INHABITANTS = 50_000;

interface City extends NamedPoint {
  population: number;
}

let table: { cities: CityTable; hashes: Uint32Array } | undefined;
const found = new Map<string, City | null>();
const MAX_KEPT = 1000;

/**
 * The largest city of a name, without regard to case and marks; `Paris, US` is the largest in that country.
 * @throws BadValue when there is none
 */
export function findCity(text: string): NamedPoint {
  const point = lookUp(text);
  if (point !== null) return { latitude: point.latitude, longitude: point.longitude };
  const suggestion = suggestCity(text);
  throw new BadValue({
    message: `No place is known by the name of ${JSON.stringify(text.trim())}.`,
    ...(suggestion === undefined
      ? { hint: 'Write a city of more than 1,000 people, or a latitude and a longitude: near:48.85,2.35' }
      : { suggestion: /\s/.test(suggestion) ? `"${suggestion}"` : suggestion }),
  });
}

/**
 * The longest city's name that begins with `first` and goes on with the words behind it, if that is larger than any city called `first`:
 * San Francisco, when somebody wrote `near:San Francisco`, is not San in Mali.
 */
export function findLongerName(first: string, words: readonly string[]): string | undefined {
  const shorter = lookUp(first)?.population ?? -1;
  for (let count = words.length; count > 0; count--) {
    const name = [first, ...words.slice(0, count)].join(' ');
    if ((lookUp(name)?.population ?? -1) > shorter) return name;
  }
  return undefined;
}

function lookUp(text: string): City | null {
  const key = fold(text).replace(/\s+/g, ' ');
  const kept = found.get(key);
  if (kept !== undefined) return kept;
  const point = findLargest(key, undefined) ?? findInCountry(key);
  if (found.size >= MAX_KEPT) found.clear();
  found.set(key, point);
  return point;
}

function findInCountry(key: string): City | null {
  const comma = key.lastIndexOf(',');
  if (comma === -1) return null;
  const country = findCountry(key.slice(comma + 1));
  return country === undefined ? null : findLargest(key.slice(0, comma).trim(), country);
}

function findLargest(name: string, country: string | undefined): City | null {
  if (name === '') return null;
  const { cities, hashes } = load();
  const countryNumber = country === undefined ? undefined : toCountryNumber(country);
  // The table says New York City. (But somebody's New is not New City.)
  const names = name.includes(' ') ? [name, `${name} city`] : [name];
  let best = -1;
  for (const wanted of names) {
    const hash = hashName(wanted);
    for (let i = hashes.indexOf(hash); i !== -1; i = hashes.indexOf(hash, i + 1)) {
      if (countryNumber !== undefined && cities.countries[i] !== countryNumber) continue;
      const isLarger = best === -1 || (cities.populations[i] as number) > (cities.populations[best] as number);
      if (isLarger && fold(cities.nameOf(i)) === wanted) best = i;
    }
  }
  if (best === -1) return null;
  return {
    latitude: (cities.latitudes[best] as number) / 1e5,
    longitude: (cities.longitudes[best] as number) / 1e5,
    population: cities.populations[best] as number,
  };
}

/** The table, and a hash of every name: to look at the names themselves would take a thousand times as long. */
function load(): { cities: CityTable; hashes: Uint32Array } {
  if (table !== undefined) return table;
  const cities = loadCities();
  const hashes = new Uint32Array(cities.count);
  for (let i = 0; i < cities.count; i++) hashes[i] = hashName(foldQuickly(cities.nameOf(i)));
  table = { cities, hashes };
  return table;
}

/** Most names have no marks to take off. */
function foldQuickly(name: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the range of ASCII
  return /^[\u0000-\u007f]*$/.test(name) ? name.toLowerCase() : fold(name);
}

/** FNV-1a (Fowler, Noll, Vo) over UTF-16 code units. */
function hashName(name: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

function suggestCity(text: string): string | undefined {
  const { cities } = load();
  const names = new Map<string, number>();
  for (let i = 0; i < cities.count; i++) {
    if ((cities.populations[i] as number) < SUGGESTED_INHABITANTS) continue;
    names.set(foldQuickly(cities.nameOf(i)), i);
  }
  const folded = fold(text);
  const nearest = findNearest(folded, names.keys(), folded.length <= 4 ? 1 : 2);
  return nearest === undefined ? undefined : cities.nameOf(names.get(nearest) as number);
}
