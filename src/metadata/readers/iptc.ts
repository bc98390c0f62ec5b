/** Reads the metadata in IPTC-IIM records (Information Interchange Model, version 4.2). */

import { makeDescription, makePlace } from '../build-metadata.js';
import { cleanKeywords, cleanLine, decodeText } from '../clean-text.js';
import type { LocalTime } from '../file-metadata.js';
import type { FoundMetadata } from '../found-metadata.js';
import { type DateBounds, makeLocalTime, parseOffset } from '../local-time.js';

/** Numbers of the data sets of record 2 that are read. */
const DATA_SETS = {
  objectName: 5,
  keyword: 25,
  dateCreated: 55,
  timeCreated: 60,
  byline: 80,
  city: 90,
  sublocation: 92,
  region: 95,
  country: 101,
  headline: 105,
  caption: 120,
} as const;

/** Maximum number of data sets read. */
const MAX_DATA_SETS = 10_000;

/** Longer values are truncated. */
const MAX_VALUE_BYTES = 32_768;

/**
 * Reads IPTC. The declared character set is ignored: valid UTF-8 is decoded as UTF-8, other bytes as Windows-1252, which matches what programs
 * write in practice.
 */
export function readIptc(bytes: Uint8Array, bounds?: DateBounds): FoundMetadata {
  const values = readDataSets(bytes);
  const first = (dataSet: number) => values.get(dataSet)?.[0];
  const keywords = cleanKeywords(values.get(DATA_SETS.keyword) ?? []);
  return {
    takenAt: readDate(first(DATA_SETS.dateCreated), first(DATA_SETS.timeCreated), bounds),
    place: makePlace({
      location: first(DATA_SETS.sublocation),
      city: first(DATA_SETS.city),
      region: first(DATA_SETS.region),
      country: first(DATA_SETS.country),
    }),
    keywords: keywords.length === 0 ? undefined : keywords,
    title: makeDescription(first(DATA_SETS.objectName)) ?? makeDescription(first(DATA_SETS.headline)),
    description: makeDescription(first(DATA_SETS.caption)),
    creator: cleanLine(first(DATA_SETS.byline) ?? ''),
  };
}

function readDataSets(bytes: Uint8Array): Map<number, string[]> {
  const wanted = new Set<number>(Object.values(DATA_SETS));
  const values = new Map<number, string[]>();
  let at = 0;
  for (let i = 0; i < MAX_DATA_SETS && at + 5 <= bytes.length && bytes[at] === 0x1c; i++) {
    const record = bytes[at + 1];
    const dataSet = bytes[at + 2] as number;
    const size = ((bytes[at + 3] as number) << 8) | (bytes[at + 4] as number);
    // The highest bit marks an extended size, for values of more than 32 KB; no text field is that long.
    if (size >= 0x8000) break;
    if (record === 2 && wanted.has(dataSet)) {
      const value = decodeText(bytes.subarray(at + 5, at + 5 + Math.min(size, MAX_VALUE_BYTES)));
      const others = values.get(dataSet);
      if (others === undefined) values.set(dataSet, [value]);
      else others.push(value);
    }
    at += 5 + size;
  }
  return values;
}

/** Parses a date `20190704` (zeros for an unknown month or day) and a time `180322+0200`. */
function readDate(date = '', time = '', bounds?: DateBounds): LocalTime | undefined {
  const day = /^(\d{4})-?(\d{2})-?(\d{2})/.exec(date);
  if (day === null) return undefined;
  const clock = /^(\d{2}):?(\d{2}):?(\d{2})([+-]\d{2}:?\d{2})?/.exec(time);
  return makeLocalTime(
    {
      year: Number(day[1]),
      month: Number(day[2]) || undefined,
      day: Number(day[3]) || undefined,
      ...(clock && { hour: Number(clock[1]), minute: Number(clock[2]), second: Number(clock[3]) }),
    },
    clock?.[4] === undefined ? null : parseOffset(clock[4]),
    bounds,
  );
}
