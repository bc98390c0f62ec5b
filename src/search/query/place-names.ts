import { type CityTable, loadCities, toCountryNumber } from '../../media/facts/city-table.js';
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

let table: CityTable | undefined;
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
  table ??= loadCities();
  const countryNumber = country === undefined ? undefined : toCountryNumber(country);
  let best = -1;
  for (let i = 0; i < table.count; i++) {
    if (countryNumber !== undefined && table.countries[i] !== countryNumber) continue;
    const population = table.populations[i] as number;
    if (best !== -1 && population <= (table.populations[best] as number)) continue;
    const cityName = table.nameOf(i);
    // The table says New York City. (But somebody's New is not New City.)
    if (isNamed(cityName, name) || (name.includes(' ') && isNamed(cityName, `${name} city`))) best = i;
  }
  if (best === -1) return null;
  return {
    latitude: (table.latitudes[best] as number) / 1e5,
    longitude: (table.longitudes[best] as number) / 1e5,
    population: table.populations[best] as number,
  };
}

/** Folding every name would take a second: those that begin otherwise and are plain are passed over. */
function isNamed(cityName: string, folded: string): boolean {
  const first = cityName.charCodeAt(0);
  if (first < 128 && (first | 32) !== (folded.charCodeAt(0) | 32)) return false;
  if (Math.abs(cityName.length - folded.length) > 4) return false;
  return fold(cityName) === folded;
}

function suggestCity(text: string): string | undefined {
  table ??= loadCities();
  const names = new Map<string, number>();
  for (let i = 0; i < table.count; i++) {
    if ((table.populations[i] as number) < SUGGESTED_INHABITANTS) continue;
    names.set(fold(table.nameOf(i)), i);
  }
  const folded = fold(text);
  const nearest = findNearest(folded, names.keys(), folded.length <= 4 ? 1 : 2);
  return nearest === undefined ? undefined : table.nameOf(names.get(nearest) as number);
}
