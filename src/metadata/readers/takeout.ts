/** Reads the `.json` that Google Takeout writes beside every photo. The format is undocumented; this follows observed files. */

import { makeDescription, makeGps } from '../build-metadata.js';
import { cleanKeywords } from '../clean-text.js';
import { parseDateInName } from '../date-in-name.js';
import type { GpsMetadata, LocalTime } from '../file-metadata.js';
import type { FoundMetadata } from '../found-metadata.js';
import { type DateBounds, deriveOffset, toLocalTime } from '../local-time.js';

/**
 * Reads a Takeout file.
 * @returns `undefined` when the text is not JSON or not written by Takeout
 */
export function readTakeout(text: string, bounds?: DateBounds): FoundMetadata | undefined {
  const json = parseObject(text);
  const timestamp = asObject(json?.['photoTakenTime'])?.['timestamp'];
  if (json === undefined || (timestamp === undefined && json['geoData'] === undefined)) return undefined;
  const instantMs = readSeconds(timestamp);
  const title = typeof json['title'] === 'string' ? json['title'] : '';
  const isFileName = /\.[a-z0-9]{2,5}$/i.test(title);
  const people = Array.isArray(json['people']) ? json['people'].slice(0, 1000) : [];
  const names = cleanKeywords(
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

/** The title of a photo's Takeout file, which is the name under which it was uploaded; `undefined` for any other text. */
export function readTakeoutTitle(text: string): string | undefined {
  const json = parseObject(text);
  return json?.['photoTakenTime'] !== undefined && typeof json['title'] === 'string' ? json['title'] : undefined;
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

/** Parses seconds since 1970, written as a string of digits; 0 means unknown. */
function readSeconds(value: unknown): number | undefined {
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  if (!/^-?\d{1,12}$/.test(String(value))) return undefined;
  return Number(value) * 1000 || undefined;
}

/**
 * Takeout stores the instant without a time zone. A local time in the original file name gives the zone when it agrees with the instant;
 * otherwise this machine's time zone is the best guess.
 */
function placeInstant(instantMs: number, name: string, bounds: DateBounds | undefined): LocalTime | undefined {
  const named = parseDateInName(name, bounds);
  if (named !== undefined && named.precision === 'time' && named.offsetMinutes === null) {
    const offsetMinutes = deriveOffset(named.localTime, instantMs);
    if (offsetMinutes !== null) return { ...named, offsetMinutes };
  }
  return toLocalTime(instantMs, bounds);
}

/** A position of 0, 0 means unknown, as does an altitude of 0. */
function readGeo(value: unknown): GpsMetadata | undefined {
  const geo = asObject(value);
  const number = (key: string) => (typeof geo?.[key] === 'number' ? geo[key] : Number.NaN);
  return makeGps(number('latitude'), number('longitude'), number('altitude') || undefined);
}
