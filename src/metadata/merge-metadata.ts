import { cleanKeywords } from './clean-text.js';
import type { LocalTime, PhotoMetadata, TakenAt, TakenAtSource } from './file-metadata.js';
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
  /** The date in the file's name. */
  name: LocalTime | undefined;
  /** The file's modification time. */
  mtime: LocalTime | undefined;
}

/**
 * Merges the metadata of a photo's sources. For each field, the first source that has it takes precedence:
 *
 * - capture time: EXIF, sidecar, XMP, IPTC, Takeout, file name, EXIF modification time, file modification time;
 * - fields that people edit (title, description, rating, keywords, place, position): the sidecar, which editors write, then the sources in the
 *   file, then Takeout;
 * - fields that cameras write: EXIF first.
 *
 * Names of people are the union of all sources. Keywords come from the sidecar alone when it has any, so that a keyword removed there stays
 * removed; otherwise they are the union of the sources in the file.
 */
export function mergeMetadata(sources: MetadataSources): PhotoMetadata {
  const { exif, xmp, iptc, texts, sidecar, takeout } = sources;
  const written = [sidecar, xmp, iptc, exif, texts, takeout];
  const measured = [exif, xmp, sidecar];
  return {
    takenAt: chooseTakenAt(sources),
    gps: first([sidecar, exif, xmp, takeout], 'gps'),
    place: first(written, 'place'),
    camera: first(measured, 'camera'),
    lens: first(measured, 'lens'),
    // From EXIF only, because decoders use no other source.
    orientation: exif.orientation ?? 1,
    rating: first(written, 'rating'),
    isFavorite: takeout.isFavorite ?? false,
    keywords: sidecar.keywords ?? cleanKeywords([xmp, iptc, exif].flatMap(({ keywords }) => keywords ?? [])),
    people: cleanKeywords(written.flatMap(({ people }) => people ?? [])),
    title: first(written, 'title'),
    description: first(written, 'description'),
    creator: first(written, 'creator'),
    iso: first(measured, 'iso'),
    exposureS: first(measured, 'exposureS'),
    fNumber: first(measured, 'fNumber'),
    focalLengthMm: first(measured, 'focalLengthMm'),
    focalLength35mm: first(measured, 'focalLength35mm'),
  };
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

function chooseTakenAt({ exif, xmp, iptc, sidecar, takeout, name, mtime }: MetadataSources): TakenAt | null {
  const candidates: [TakenAtSource, LocalTime | undefined][] = [
    ['exif', exif.takenAt],
    ['sidecar', sidecar.takenAt],
    ['xmp', xmp.takenAt],
    ['iptc', iptc.takenAt],
    ['takeout', takeout.takenAt],
    ['name', name],
    ['exif', exif.changedAt],
    ['mtime', mtime],
  ];
  for (const [source, time] of candidates) {
    if (time !== undefined) return { ...completeOffset(time, [exif.instantMs, takeout.instantMs]), source };
  }
  return null;
}

/** Without a stored time zone, the GPS time or Google's timestamp gives the offset: its difference from the local time. */
function completeOffset(time: LocalTime, instants: (number | undefined)[]): LocalTime {
  if (time.offsetMinutes !== null) return time;
  for (const instantMs of instants) {
    const offsetMinutes = instantMs === undefined ? null : deriveOffset(time.localTime, instantMs);
    if (offsetMinutes !== null) return { ...time, offsetMinutes };
  }
  return time;
}
