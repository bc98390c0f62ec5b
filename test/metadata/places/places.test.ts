import { beforeAll, describe, expect, it } from 'vitest';
import { loadCities } from '#src/metadata/places/city-table.js';
import { createPlaceFinder, MAX_CITY_KM, type PlaceFinder } from '#src/metadata/places/places.js';
import { createRandom } from '../../support/images/random-images.js';
import { measureCpuMs } from '../../support/processes/cpu-time.js';

let finder: PlaceFinder;
beforeAll(() => {
  finder = createPlaceFinder();
});

describe('places', () => {
  it.each<[string, number, number, string, string]>([
    ['the Eiffel Tower', 48.8584, 2.2945, 'Paris', 'FR'],
    ['the palace of Versailles', 48.8049, 2.1204, 'Versailles', 'FR'],
    ["Zürich's main station", 47.3779, 8.5403, 'Zürich', 'CH'],
    ["the middle of Zürich's first quarter", 47.3717, 8.5423, 'Zürich', 'CH'],
    ['Oerlikon, a quarter', 47.4111, 8.544, 'Zürich', 'CH'],
    ['Kloten, a town', 47.4515, 8.5646, 'Kloten', 'CH'],
    ['Times Square', 40.758, -73.9855, 'New York City', 'US'],
    ['Newark', 40.7357, -74.1724, 'Newark', 'US'],
    ['Shibuya', 35.658, 139.7016, 'Tokyo', 'JP'],
    ['a statue by the sea', 32.67394, -117.23906, 'San Diego', 'US'],
    ["Sydney's opera", -33.8568, 151.2153, 'Sydney', 'AU'],
    ['Big Ben', 51.5007, -0.1246, 'London', 'GB'],
    ['the Red Square', 55.7539, 37.6208, 'Moscow', 'RU'],
    ['Uluru', -25.3444, 131.0369, 'Yulara', 'AU'],
    ['the Matterhorn', 45.9763, 7.6586, 'Zermatt', 'CH'],
    ['the port of Suva', -18.1416, 178.4415, 'Suva', 'FJ'],
    ['Longyearbyen', 78.22, 15.65, 'Longyearbyen', 'SJ'],
    // Countries small enough to be overlooked, and borders through towns.
    ["Saint Peter's", 41.9022, 12.4539, 'Vatican City', 'VA'],
    ["Monaco's casino", 43.7384, 7.4246, 'Monaco', 'MC'],
    ['Singapore', 1.2834, 103.8607, 'Singapore', 'SG'],
    ['Hong Kong', 22.3193, 114.1694, 'Hong Kong', 'HK'],
    ['Konstanz', 47.6603, 9.1758, 'Konstanz', 'DE'],
    ['Kreuzlingen, beside it', 47.6458, 9.1783, 'Kreuzlingen', 'CH'],
  ])('finds %s', (_what, latitude, longitude, city, country) => {
    expect(finder.find(latitude, longitude)).toMatchObject({ city, country });
  });

  it.each<[string, number, number, string, string]>([
    ['the Sahara', 23, 10, 'DZ', 'Algeria'],
    ['the ice of Greenland', 72, -40, 'GL', 'Greenland'],
    ['the South Pole', -90, 0, 'AQ', 'Antarctica'],
  ])('finds the country but no city in %s', (_what, latitude, longitude, country, countryName) => {
    expect(finder.find(latitude, longitude)).toEqual({ city: null, country, countryName, distanceKm: null });
  });

  it.each<[string, number, number]>([
    ['the middle of the Atlantic', 30, -40],
    ['the North Pole', 90, 0],
    ['the Gulf of Guinea', 0, 0],
    ['the date line in the Pacific', 0, 180],
    ['the date line from the other side', 0, -180],
    ['no latitude', 91, 0],
    ['no longitude', 0, 181],
    ['no number', Number.NaN, 8],
    ['infinity', 0, Number.NEGATIVE_INFINITY],
  ])('returns null for %s', (_what, latitude, longitude) => {
    expect(finder.find(latitude, longitude)).toBeNull();
  });

  it('finds cities across the antimeridian', () => {
    // Taveuni lies on it; the nearest town is on the island to the west.
    const west = finder.find(-16.6, 179.95);
    const east = finder.find(-16.6, -179.99);
    expect(west).toMatchObject({ city: 'Labasa', country: 'FJ' });
    expect(east).toMatchObject({ city: 'Labasa', country: 'FJ' });
    expect(Math.abs((west?.distanceKm ?? 0) - (east?.distanceKm ?? 0))).toBeLessThan(10);
  });

  it('returns English country names and distances', () => {
    const place = finder.find(47.3779, 8.5403);
    expect(place?.countryName).toBe('Switzerland');
    // One minute of latitude is a nautical mile.
    expect(place?.distanceKm).toBeCloseTo(1.4, 1);
    expect(finder.find(42.66, 21.16)).toMatchObject({ country: 'XK', countryName: 'Kosovo' });
  });

  it('loads the whole table in its order', () => {
    const cities = loadCities();
    expect(cities.count).toBeGreaterThan(130_000);
    expect(cities.populations.length).toBe(cities.count);
    const paris = Array.from({ length: cities.count }, (_, i) => i).find(
      (i) => cities.nameOf(i) === 'Paris' && (cities.populations[i] as number) > 1_000_000,
    );
    expect([cities.latitudes[paris ?? 0], cities.longitudes[paris ?? 0]]).toEqual([4885341, 234880]);
  });

  it('agrees with an exhaustive search', () => {
    const cities = loadCities();
    const random = createRandom(1);
    const radians = (degrees: number) => (degrees * Math.PI) / 180;
    for (let i = 0; i < 100; i++) {
      // Near some place, at home: within a country the city with the nearest edge is the answer.
      const near = Math.floor(random() * cities.count);
      const latitude = Math.min(Math.max((cities.latitudes[near] as number) / 1e5 + random() - 0.5, -90), 90);
      const longitude = Math.min(Math.max((cities.longitudes[near] as number) / 1e5 + random() - 0.5, -180), 180);
      const found = finder.find(latitude, longitude);
      let bestKm = Number.POSITIVE_INFINITY;
      let bestName: string | null = null;
      for (let j = 0; j < cities.count; j++) {
        const other = (cities.latitudes[j] as number) / 1e5;
        if (Math.abs(other - latitude) > 1) continue;
        const [a, b] = [radians(latitude), radians(other)];
        const turn = radians((cities.longitudes[j] as number) / 1e5 - longitude);
        const cosine = Math.sin(a) * Math.sin(b) + Math.cos(a) * Math.cos(b) * Math.cos(turn);
        const km = 6371.0088 * Math.acos(Math.min(cosine, 1));
        if (
          km > MAX_CITY_KM ||
          String.fromCharCode((cities.countries[j] as number) >> 8, (cities.countries[j] as number) & 255) !==
            found?.country
        )
          continue;
        const edgeKm = km - Math.min(0.03 * (cities.populations[j] as number) ** 0.4, 30);
        if (edgeKm < bestKm) [bestKm, bestName] = [edgeKm, cities.nameOf(j)];
      }
      expect.soft(found?.city ?? null, `${latitude} ${longitude}`).toBe(bestName);
    }
  });

  it('takes much less than 0.2 ms of CPU time per call', () => {
    const random = createRandom(2);
    const points = Array.from({ length: 5000 }, () => [random() * 20 + 42, random() * 25 - 5] as const);
    const cpuMs = measureCpuMs(() => {
      for (const [latitude, longitude] of points) finder.find(latitude, longitude);
    });
    expect(cpuMs / points.length).toBeLessThan(0.2);
  });
});
