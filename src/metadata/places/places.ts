import { createRequire } from 'node:module';
import KDBush from 'kdbush';
import { type CityTable, loadCities, toCountryCode, toCountryNumber } from './city-table.js';

const require = createRequire(import.meta.url);

/** What is near a point. */
export interface Place {
  /** The city, town or village, in its English or local spelling; `null` in the wilds, {@link MAX_CITY_KM} from the nearest. */
  city: string | null;
  /** ISO 3166-1 alpha-2 in capitals (`XK` for Kosovo): the country or territory of the city, or of the point where there is none. */
  country: string;
  /** In English. */
  countryName: string;
  /** From the point to the centre of the city, as the crow flies; `null` without a city. */
  distanceKm: number | null;
}

/** Names places, offline. */
export interface PlaceFinder {
  /**
   * @param latitude −90…90 degrees
   * @param longitude −180…180 degrees
   * @returns `null` on the high seas and for what is no point
   */
  find(latitude: number, longitude: number): Place | null;
}

/** A city farther away than this is not where the point is. */
export const MAX_CITY_KM = 80;

/** The mean radius of the Earth (IUGG), in kilometres. */
const EARTH_KM = 6371.0088;

const KM_A_DEGREE = (Math.PI * EARTH_KM) / 180;
const RADIANS = Math.PI / 180;

/** A city abroad counts as this much farther away. Not more, for not everybody draws the borders alike. */
const ABROAD_KM = 30;

/** No city reaches farther; see {@link estimateReach}. */
const MAX_REACH_KM = 30;

/**
 * How far a city reaches from its centre, in kilometres: 0.03 · inhabitants^0.4. That is 0.5 km for 1,000 people, 3 km for 100,000,
 * 7.5 km for a million, 17 km for New York. The exponent is below the one half of a disc of constant density because large cities
 * are denser. Fitted by eye to what people call things: the Eiffel Tower is in Paris, Versailles and Newark are themselves.
 */
function estimateReach(population: number): number {
  return Math.min(0.03 * population ** 0.4, MAX_REACH_KM);
}

/** The one function of `@rapideditor/country-coder` that is used: borders on land, simplified. */
interface CountryCoder {
  iso1A2Code(point: [longitude: number, latitude: number], options: { level: 'territory' }): string | null;
}

/**
 * Makes a finder. Cities and borders are read at the first question (some 0.2 s, once for each finder, and 25 MB); a question then
 * takes some 20 µs.
 *
 * The city is the one whose edge is nearest: distance less reach (see {@link estimateReach}), so that a point in Zürich is in Zürich
 * and not in the village whose centre happens to be nearer, and a point in a village outside is in the village. Quarters of a city
 * are not asked, and cities abroad only where there is none at home.
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

/** The borders of the world are 0.7 MB of code, which only those wait for who ask. */
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

/** A city with the distance of its centre and of its edge, the latter with what is added for a border. */
interface Nearest {
  index: number;
  distanceKm: number;
  edgeKm: number;
}

/** The city whose edge is nearest, looked for in a small circle first, which is enough wherever people live. */
function findNearest(cities: CityIndex, latitude: number, longitude: number, home: string | null): Nearest | undefined {
  // A country without a city of its own in the table has no border here.
  const homeNumber = home === null ? 0 : toCountryNumber(home);
  const isKnown = cities.countries.has(homeNumber);
  for (const radiusKm of [MAX_REACH_KM + 5, MAX_CITY_KM]) {
    let best: Nearest | undefined;
    for (const index of cities.listAround(latitude, longitude, radiusKm)) {
      const distanceKm = cities.distanceTo(index, latitude, longitude);
      if (distanceKm > radiusKm) continue;
      const isAbroad = isKnown && cities.table.countries[index] !== homeNumber;
      const edgeKm = distanceKm - (cities.reaches[index] as number) + (isAbroad ? ABROAD_KM : 0);
      // Of two spellings of one city the first in the table, in whatever order they are found.
      const isNearer = best === undefined || edgeKm < best.edgeKm || (edgeKm === best.edgeKm && index < best.index);
      if (isNearer) best = { index, distanceKm, edgeKm };
    }
    // Whatever lies outside the circle has its edge at least so far away.
    if (best !== undefined && (best.edgeKm <= radiusKm - MAX_REACH_KM || radiusKm === MAX_CITY_KM)) return best;
  }
  return undefined;
}

/** The cities by where they lie. */
class CityIndex {
  readonly table: CityTable;
  /** Of each city, in kilometres. */
  readonly reaches: Float32Array;
  /** Every country that has a city. */
  readonly countries: ReadonlySet<number>;
  /** By longitude and latitude, in degrees. */
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
   * The cities in a circle and some just outside it: those of the box around it. (`geokdbush` would leave these out and sort by distance;
   * its queue takes six times as long, on the high seas eighty times.)
   */
  listAround(latitude: number, longitude: number, radiusKm: number): number[] {
    const reach = radiusKm / KM_A_DEGREE;
    const [south, north] = [latitude - reach, latitude + reach];
    // Half the width of the circle in degrees of longitude; over a pole it has all of them.
    const sine = Math.sin(reach * RADIANS) / Math.cos(latitude * RADIANS);
    const half = north >= 90 || south <= -90 || sine >= 1 ? 180 : Math.asin(sine) / RADIANS;
    const [west, east] = [longitude - half, longitude + half];
    const found = this.#points.range(west, south, east, north);
    // What lies beyond the date line has its degrees from the other side.
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
