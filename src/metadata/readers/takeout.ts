/** Reads the `.json` that Google Takeout puts beside every picture. Google does not document it; this follows what it writes. */

import { makeDescription, makeGps } from '../build-metadata.js';
import { cleanWords } from '../clean-text.js';
import { parseDateInName } from '../date-in-name.js';
import type { GpsMetadata, LocalTime } from '../file-metadata.js';
import type { FoundMetadata } from '../found-metadata.js';
import { type DateBounds, deriveOffset, toLocalTime } from '../local-time.js';

/**
 * Reads a Takeout file.
 * @returns `undefined` for JSON (or no JSON) that is something else
 */
export function readTakeout(text: string, bounds?: DateBounds): FoundMetadata | undefined {
  const json = parseObject(text);
  const timestamp = asObject(json?.['photoTakenTime'])?.['timestamp'];
  if (json === undefined || (timestamp === undefined && json['geoData'] === undefined)) return undefined;
  const instantMs = readSeconds(timestamp);
  const title = typeof json['title'] === 'string' ? json['title'] : '';
  const isFileName = /\.[a-z0-9]{2,5}$/i.test(title);
  const people = Array.isArray(json['people']) ? json['people'].slice(0, 1000) : [];
  const names = cleanWords(
    people.map((person) => asObject(person)?.['name']).filter((name) => typeof name === 'string'),
  );
  return {
    takenAt: instantMs === undefined ? undefined : placeInstant(instantMs, title, bounds),
    instantMs,
    gps: readGeo(json['geoData']) ?? readGeo(json['geoDataExif']),
    isFavorite: json['favorited'] === true,
    people: names.length === 0 ? undefined : names,
    title: isFileName ? undefined : makeDescription(title),
    description: typeof json['description'] === 'string' ? makeDescription(json['description']) : undefined,
  };
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    return asObject(JSON.parse(text.replace(/^\uFEFF/, '')));
  } catch {
    return undefined;
  }
}

function asObject(value: unknown): Record<string, unknown> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined;
}

/** Seconds since 1970, as Google writes them: digits in a text. 0 means unknown. */
function readSeconds(value: unknown): number | undefined {
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  if (!/^-?\d{1,12}$/.test(String(value))) return undefined;
  return Number(value) * 1000 || undefined;
}

/**
 * Google knows the instant but not the zone. Where the original name has a local time that agrees with it, that gives the zone;
 * otherwise the zone of this machine is the best guess.
 */
function placeInstant(instantMs: number, name: string, bounds: DateBounds | undefined): LocalTime | undefined {
  const named = parseDateInName(name, bounds);
  if (named !== undefined && named.offsetMinutes === null) {
    const offsetMinutes = deriveOffset(named.localTime, instantMs);
    if (offsetMinutes !== null) return { localTime: named.localTime, offsetMinutes };
  }
  return toLocalTime(instantMs, bounds);
}

/** 0, 0 means unknown. An altitude of 0 does too. */
function readGeo(value: unknown): GpsMetadata | undefined {
  const geo = asObject(value);
  const number = (key: string) => (typeof geo?.[key] === 'number' ? geo[key] : Number.NaN);
  return makeGps(number('latitude'), number('longitude'), number('altitude') || undefined);
}
