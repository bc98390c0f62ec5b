import { createRequire } from 'node:module';
import KDBush from 'kdbush';
import { type CityTable, loadCities, toCountryCode, toCountryNumber } from './city-table.js';

const require = createRequire(import.meta.url);

/** The place at or near a point. */
export interface Place {
  /** The city, town or village, in its English or local spelling; `null` when the nearest is farther than {@link MAX_CITY_KM}. */
  city: string | null;
  /** ISO 3166-1 alpha-2 in capitals (`XK` for Kosovo): the country or territory of the city, or of the point where there is none. */
  country: string;
  /** English name of the country. */
  countryName: string;
  /** Great-circle distance from the point to the centre of the city; `null` without a city. */
  distanceKm: number | null;
}

/** Finds the place of a position (reverse geocoding), offline. */
export interface PlaceFinder {
  /**
   * @param latitude −90…90 degrees
   * @param longitude −180…180 degrees
   * @returns `null` on the high seas and for coordinates out of range
   */
  find(latitude: number, longitude: number): Place | null;
}

/** Cities whose centre is farther away than this are ignored. */
export const MAX_CITY_KM = 80;

/** The mean radius of the Earth (IUGG), in kilometres. */
const EARTH_KM = 6371.0088;

const KM_A_DEGREE = (Math.PI * EARTH_KM) / 180;
const RADIANS = Math.PI / 180;

/** Penalty on the distance of a city in another country. Limited, because border data are simplified and disputed. */
const ABROAD_KM = 30;

/** Upper limit of {@link estimateReach}. */
const MAX_REACH_KM = 30;

/**
 * Estimated radius of a city in kilometres: 0.03 · inhabitants^0.4. That is 0.5 km for 1,000 inhabitants, 3 km for 100,000, 7.5 km for a
 * million, 17 km for New York. The exponent is below 0.5, that of a disc of constant density, because large cities are denser. Fitted by hand to
 * common usage: the Eiffel Tower is in Paris, while Versailles and Newark are cities of their own.
 */
function estimateReach(population: number): number {
  return Math.min(0.03 * population ** 0.4, MAX_REACH_KM);
}

/** The used part of `@rapideditor/country-coder`, which has simplified land borders. */
interface CountryCoder {
  iso1A2Code(point: [longitude: number, latitude: number], options: { level: 'territory' }): string | null;
}

/**
 * Creates a finder. The first call loads cities and borders (some 0.2 s and 25 MB per finder); later calls take some 20 µs.
 *
 * The result is the city whose edge is nearest: distance to the centre minus estimated radius (see {@link estimateReach}). A point in
 * Zürich thus gets Zürich rather than a village whose centre is nearer, and a point in a village outside gets the village. City districts are
 * excluded; a city in another country is chosen only when none in the point's country is near (see {@link ABROAD_KM}).
 */
export function createPlaceFinder(): PlaceFinder {
  let atlas: { cities: CityIndex; coder: CountryCoder } | undefined;
  const countryNames = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'code' });
  return {
    find(latitude, longitude) {
      if (!(Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180)) return null;
      atlas ??= { cities: new CityIndex(loadCities()), coder: loadCountryCoder() };
      const { cities, coder } = atlas;
      const home = coder.iso1A2Code([longitude, latitude], { level: 'territory' });
      const nearest = findNearest(cities, latitude, longitude, home);
      const country = nearest === undefined ? home : toCountryCode(cities.table.countries[nearest.index] as number);
      if (country === null) return null;
      return {
        city: nearest === undefined ? null : cities.table.nameOf(nearest.index),
        country,
        countryName: nameCountry(countryNames, country),
        distanceKm: nearest?.distanceKm ?? null,
      };
    },
  };
}

/** Loaded on first use: the border data are 0.7 MB of code. */
function loadCountryCoder(): CountryCoder {
  return require('@rapideditor/country-coder') as CountryCoder;
}

function nameCountry(names: Intl.DisplayNames, code: string): string {
  try {
    return names.of(code) ?? code;
  } catch {
    return code;
  }
}

/** A city with the distances of its centre and of its edge; the latter includes {@link ABROAD_KM}. */
interface Nearest {
  index: number;
  distanceKm: number;
  edgeKm: number;
}

/** The city whose edge is nearest. A small search radius comes first, which suffices in populated areas. */
function findNearest(cities: CityIndex, latitude: number, longitude: number, home: string | null): Nearest | undefined {
  // No penalty when the table has no city in the point's country.
  const homeNumber = home === null ? 0 : toCountryNumber(home);
  const isKnown = cities.countries.has(homeNumber);
  for (const radiusKm of [MAX_REACH_KM + 5, MAX_CITY_KM]) {
    let best: Nearest | undefined;
    for (const index of cities.listAround(latitude, longitude, radiusKm)) {
      const distanceKm = cities.distanceTo(index, latitude, longitude);
      if (distanceKm > radiusKm) continue;
      const isAbroad = isKnown && cities.table.countries[index] !== homeNumber;
      const edgeKm = distanceKm - (cities.reaches[index] as number) + (isAbroad ? ABROAD_KM : 0);
      // Ties (two spellings of one city) go to the lower index, so that the result does not depend on the search order.
      const isNearer = best === undefined || edgeKm < best.edgeKm || (edgeKm === best.edgeKm && index < best.index);
      if (isNearer) best = { index, distanceKm, edgeKm };
    }
    // The edge of a city outside the radius is at least radiusKm − MAX_REACH_KM away.
    if (best !== undefined && (best.edgeKm <= radiusKm - MAX_REACH_KM || radiusKm === MAX_CITY_KM)) return best;
  }
  return undefined;
}

/** Spatial index of the cities. */
class CityIndex {
  readonly table: CityTable;
  /** Estimated radius of each city in kilometres. */
  readonly reaches: Float32Array;
  /** Countries with at least one city. */
  readonly countries: ReadonlySet<number>;
  /** Points are (longitude, latitude) in degrees. */
  readonly #points: KDBush;

  constructor(table: CityTable) {
    const { count, latitudes, longitudes, populations } = table;
    this.table = table;
    this.countries = new Set(table.countries);
    this.reaches = Float32Array.from(populations, estimateReach);
    this.#points = new KDBush(count, undefined, Float32Array);
    for (let i = 0; i < count; i++) this.#points.add((longitudes[i] as number) / 1e5, (latitudes[i] as number) / 1e5);
    this.#points.finish();
  }

  /**
   * The cities in the bounding box of a circle. (`geokdbush` would return exactly those in the circle, sorted by distance, but its queue takes
   * six times as long, on the high seas eighty times.)
   */
  listAround(latitude: number, longitude: number, radiusKm: number): number[] {
    const reach = radiusKm / KM_A_DEGREE;
    const [south, north] = [latitude - reach, latitude + reach];
    // Half the width of the circle in degrees of longitude; a circle around a pole spans all longitudes.
    const sine = Math.sin(reach * RADIANS) / Math.cos(latitude * RADIANS);
    const half = north >= 90 || south <= -90 || sine >= 1 ? 180 : Math.asin(sine) / RADIANS;
    const [west, east] = [longitude - half, longitude + half];
    const found = this.#points.range(west, south, east, north);
    // The part of the box beyond the antimeridian has longitudes of the other sign.
    if (west < -180) found.push(...this.#points.range(west + 360, south, 180, north));
    if (east > 180) found.push(...this.#points.range(-180, south, east - 360, north));
    return found;
  }

  /** In kilometres, by the haversine formula (R. W. Sinnott, "Virtues of the Haversine", 1984). */
  distanceTo(index: number, latitude: number, longitude: number): number {
    const other = (this.table.latitudes[index] as number) / 1e5;
    const sinLatitude = Math.sin(((other - latitude) * RADIANS) / 2);
    const sinLongitude = Math.sin((((this.table.longitudes[index] as number) / 1e5 - longitude) * RADIANS) / 2);
    const h = sinLatitude ** 2 + Math.cos(latitude * RADIANS) * Math.cos(other * RADIANS) * sinLongitude ** 2;
    return 2 * EARTH_KM * Math.asin(Math.min(Math.sqrt(h), 1));
  }
}
