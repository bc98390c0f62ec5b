import { type CityTable, loadCities, toCountryNumber } from '../../metadata/places/city-table.js';
import { toLooseKey } from '../../model/comparison-key.js';
import { findNearest } from '../../runtime/find-nearest.js';
import { BadValue } from '../query/query-error.js';
import { quoteIfNeeded } from '../query/tokenize.js';
import { findCountry } from '../query/values/countries.js';
import type { NamedPoint } from '../query/values/near.js';
import { translatePlace } from './place-translations.js';

/** Cities smaller than this are not suggested. */
const SUGGESTED_INHABITANTS = 50_000;

/** Cities smaller than this yield to one that has their name in another language. */
const SMALL_INHABITANTS = 5000;

interface City extends NamedPoint {
  population: number;
}

let table: { cities: CityTable; hashes: Uint32Array } | undefined;
const found = new Map<string, City | null>();
const MAX_CACHED = 1000;

/**
 * The largest city of a name, without regard to case and diacritics; `Paris, US` is the largest in that country. Large cities are known by their
 * names in other languages, too: `Mailand`, `près de Paris`, `巴黎`.
 * @throws BadValue when there is none
 */
export function findCity(text: string): NamedPoint {
  let point = lookUp(text);
  // Londres is a village in Argentina, too; Valence is a city of France before it is Valencia.
  if (point === null || point.population < SMALL_INHABITANTS) point = lookUpTranslated(text) ?? point;
  if (point !== null) return { latitude: point.latitude, longitude: point.longitude };
  const suggestion = suggestCity(text);
  throw new BadValue({
    message: `near: must be a known city, or a latitude and a longitude, got ${JSON.stringify(text.trim())}.`,
    ...(suggestion === undefined
      ? { hint: 'Cities of more than 1,000 inhabitants are known. For example: near:Paris or near:48.85,2.35' }
      : { suggestion: quoteIfNeeded(suggestion) }),
  });
}

/**
 * The longest name of a city that begins with `first`, continues with `words` and is larger than any city called `first`: in
 * `near:San Francisco`, San Francisco and not San in Mali.
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
  const key = toLooseKey(text).replace(/\s+/g, ' ');
  const cached = found.get(key);
  if (cached !== undefined) return cached;
  const point = findLargest(key, undefined) ?? findInCountry(key);
  if (found.size >= MAX_CACHED) found.clear();
  found.set(key, point);
  return point;
}

function lookUpTranslated(text: string): City | null {
  for (const name of translatePlace(text)) {
    const point = lookUp(name);
    if (point !== null) return point;
  }
  return null;
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
  // The table has New York City. (New alone is not New City.)
  const names = name.includes(' ') ? [name, `${name} city`] : [name];
  let best = -1;
  for (const wanted of names) {
    const hash = hashName(wanted);
    for (let i = hashes.indexOf(hash); i !== -1; i = hashes.indexOf(hash, i + 1)) {
      if (countryNumber !== undefined && cities.countries[i] !== countryNumber) continue;
      const isLarger = best === -1 || (cities.populations[i] as number) > (cities.populations[best] as number);
      if (isLarger && toLooseKey(cities.nameOf(i)) === wanted) best = i;
    }
  }
  if (best === -1) return null;
  return {
    latitude: (cities.latitudes[best] as number) / 1e5,
    longitude: (cities.longitudes[best] as number) / 1e5,
    population: cities.populations[best] as number,
  };
}

/** The table and a hash of every name: comparing the names themselves takes a thousand times as long. */
function load(): { cities: CityTable; hashes: Uint32Array } {
  if (table !== undefined) return table;
  const cities = loadCities();
  const hashes = new Uint32Array(cities.count);
  for (let i = 0; i < cities.count; i++) hashes[i] = hashName(toLooseKey(cities.nameOf(i)));
  table = { cities, hashes };
  return table;
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
    names.set(toLooseKey(cities.nameOf(i)), i);
  }
  const folded = toLooseKey(text);
  const nearest = findNearest(folded, names.keys(), folded.length <= 4 ? 1 : 2);
  return nearest === undefined ? undefined : cities.nameOf(names.get(nearest) as number);
}
