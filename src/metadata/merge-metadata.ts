import { cleanKeywords } from './clean-text.js';
import { isDoubtful } from './clock-zero.js';
import {
  cutToPrecision,
  type EmbeddedMetadata,
  type LocalTime,
  type PhotoMetadata,
  type TakenAt,
  type TakenAtSource,
} from './file-metadata.js';
import type { FoundMetadata } from './found-metadata.js';
import { deriveOffset } from './local-time.js';

/** The metadata of every source; an absent source is empty. */
export interface MetadataSources {
  /** EXIF in the file. */
  exif: FoundMetadata;
  /** XMP in the file. */
  xmp: FoundMetadata;
  /** IPTC in the file. */
  iptc: FoundMetadata;
  /** PNG text chunks. */
  texts: FoundMetadata;
  /** The `.xmp` beside the file. */
  sidecar: FoundMetadata;
  /** Google Takeout's `.json` beside the file. */
  takeout: FoundMetadata;
  /** The container of a video or document. */
  container: FoundMetadata;
  /** The date in the file's name. */
  name: LocalTime | undefined;
  /** The file's modification time. */
  mtime: LocalTime | undefined;
  /** Contents of the file beside its still. */
  embedded?: EmbeddedMetadata;
}

/**
 * Merges the metadata of a photo's sources. For each field, the first source that has it takes precedence:
 *
 * - capture time: that of the sidecar, which a person corrected, EXIF, XMP, IPTC; then the time of digitising of EXIF, sidecar, XMP; then Takeout,
 *   file name, GPS clock, EXIF modification time, file modification time. A date that a clock shows after a reset comes after all others but
 *   the file's modification time, and a date that is known in part yields to a more precise one within it;
 * - fields that people edit (title, description, rating, keywords, place, position): the sidecar, which editors write, then the sources in the
 *   file, then Takeout;
 * - fields that cameras write: EXIF first.
 *
 * Names of people are the union of all sources. Keywords come from the sidecar alone when it has any, so that a keyword removed there stays
 * removed; otherwise they are the union of the sources in the file.
 */
export function mergeMetadata(sources: MetadataSources): PhotoMetadata {
  const { exif, xmp, iptc, texts, sidecar, container, takeout } = sources;
  const written = [sidecar, xmp, iptc, exif, texts, container, takeout];
  const measured = [exif, xmp, container, sidecar];
  return {
    takenAt: chooseTakenAt(sources),
    gps: first([sidecar, exif, xmp, container, takeout], 'gps'),
    place: first(written, 'place'),
    camera: first(measured, 'camera'),
    lens: first(measured, 'lens'),
    // From EXIF only, because decoders use no other source.
    orientation: exif.orientation ?? 1,
    rating: first(written, 'rating'),
    isFavorite: takeout.isFavorite ?? false,
    keywords: sidecar.keywords ?? cleanKeywords([xmp, iptc, exif].flatMap(({ keywords }) => keywords ?? [])),
    ...listFaces(sidecar, xmp),
    people: cleanKeywords(written.flatMap(({ people }) => people ?? [])),
    title: first(written, 'title'),
    description: first(written, 'description'),
    creator: first(written, 'creator'),
    iso: first(measured, 'iso'),
    exposureS: first(measured, 'exposureS'),
    fNumber: first(measured, 'fNumber'),
    focalLengthMm: first(measured, 'focalLengthMm'),
    focalLength35mm: first(measured, 'focalLength35mm'),
    ...sources.embedded,
    ...(exif.contentIdentifier !== undefined && { contentIdentifier: exif.contentIdentifier }),
  };
}

/** Those of the sidecar alone when it has any: an editor has moved or renamed them there. */
function listFaces(...sources: FoundMetadata[]): Pick<PhotoMetadata, 'faces'> {
  const faces = sources.find((source) => source.faces !== undefined)?.faces;
  return faces === undefined ? {} : { faces };
}

function first<Fact extends keyof FoundMetadata>(
  sources: readonly FoundMetadata[],
  fact: Fact,
): NonNullable<FoundMetadata[Fact]> | null {
  for (const source of sources) {
    const found = source[fact];
    if (found !== undefined) return found as NonNullable<FoundMetadata[Fact]>;
  }
  return null;
}

type Candidate = LocalTime & { source: TakenAtSource };

function chooseTakenAt({ exif, xmp, iptc, sidecar, container, takeout, name, mtime }: MetadataSources): TakenAt | null {
  const instant = exif.instantMs === undefined ? undefined : toUtcTime(exif.instantMs);
  // Dates of people and cameras, of which a later one may be the more precise.
  const originals = listKnown([
    ['sidecar', sidecar.takenAt],
    ['exif', exif.takenAt],
    ['xmp', xmp.takenAt],
    ['iptc', iptc.takenAt],
    ['container', container.takenAt],
    ['name', name],
  ]);
  const candidates = [
    ...originals.filter(({ source }) => source !== 'name'),
    ...listKnown([
      ['exif', exif.digitizedAt],
      ['sidecar', sidecar.digitizedAt],
      ['xmp', xmp.digitizedAt],
      ['takeout', takeout.takenAt],
      ['name', name],
      ['gps', instant],
      ['exif', exif.changedAt],
    ]),
  ];
  const isTrusted = ({ localTime }: Candidate) => !isDoubtful(Date.parse(`${localTime}Z`));
  const [chosen] = [...candidates.filter(isTrusted), ...candidates, ...listKnown([['mtime', mtime]])];
  if (chosen === undefined) return null;
  const precise = originals.filter(isTrusted).reduce((best, other) => (refines(other, best) ? other : best), chosen);
  const { localTime, offsetMinutes, precision, source } = precise;
  return {
    localTime,
    offsetMinutes:
      offsetMinutes ?? findOffset(precise, candidates, [exif.instantMs, container.instantMs, takeout.instantMs]),
    precision,
    source,
  };
}

function listKnown(found: readonly (readonly [TakenAtSource, LocalTime | undefined])[]): Candidate[] {
  return found.flatMap(([source, time]) => (time === undefined ? [] : [{ ...time, source }]));
}

/** Whether a date lies within another one and says more. */
function refines(date: Candidate, other: Candidate): boolean {
  const [own, others] = [cutToPrecision(date), cutToPrecision(other)];
  return own.length > others.length && own.startsWith(others);
}

function toUtcTime(ms: number): LocalTime {
  return { localTime: new Date(ms).toISOString().slice(0, 23), offsetMinutes: 0, precision: 'time' };
}

/**
 * Without a stored time zone, another source with the same time may have one; else the GPS time or Google's timestamp gives the offset: its
 * difference from the local time.
 */
function findOffset(
  time: LocalTime,
  candidates: readonly Candidate[],
  instants: readonly (number | undefined)[],
): number | null {
  if (time.precision !== 'time') return null;
  const toSecond = ({ localTime }: LocalTime) => localTime.slice(0, 19);
  const same = candidates.find((other) => other.offsetMinutes !== null && toSecond(other) === toSecond(time));
  if (same !== undefined) return same.offsetMinutes;
  for (const instantMs of instants) {
    const offsetMinutes = instantMs === undefined ? null : deriveOffset(time.localTime, instantMs);
    if (offsetMinutes !== null) return offsetMinutes;
  }
  return null;
}
