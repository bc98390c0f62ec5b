import { cleanWords } from './clean-text.js';
import type { LocalTime, PhotoMetadata, TakenAt, TakenAtSource } from './file-metadata.js';
import type { FoundMetadata } from './found-metadata.js';
import { deriveOffset } from './local-time.js';

/** What every source says; one that is not there says nothing. */
export interface MetadataSources {
  /** EXIF in the file. */
  exif: FoundMetadata;
  /** XMP in the file. */
  xmp: FoundMetadata;
  /** IPTC in the file. */
  iptc: FoundMetadata;
  /** Texts of a PNG. */
  texts: FoundMetadata;
  /** The `.xmp` beside the file. */
  sidecar: FoundMetadata;
  /** Google Takeout's `.json` beside the file. */
  takeout: FoundMetadata;
  /** The moment in the file's name. */
  name: LocalTime | undefined;
  /** When the file was last changed. */
  mtime: LocalTime | undefined;
}

/**
 * Makes one photo's metadata of what its sources say. For each fact the first source that knows it decides:
 *
 * - the moment: EXIF, sidecar, XMP, IPTC, Takeout, name, EXIF's time of last change, the file's;
 * - what people write (title, description, rating, keywords, place, position): the sidecar before what is in the file, because it
 *   is what editors write, and Takeout last;
 * - what cameras write: EXIF first.
 *
 * Names of people are collected from all sources; keywords are a sidecar's alone when it has some (a keyword taken off there is off),
 * else those of all that is in the file.
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
    // Of EXIF alone, for decoders ask nothing else.
    orientation: exif.orientation ?? 1,
    rating: first(written, 'rating'),
    isFavorite: takeout.isFavorite ?? false,
    keywords: sidecar.keywords ?? cleanWords([xmp, iptc, exif].flatMap(({ keywords }) => keywords ?? [])),
    people: cleanWords(written.flatMap(({ people }) => people ?? [])),
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

/** A camera that knows no zone may still know the satellites' time, and Google the instant: the difference is the zone. */
function completeOffset(time: LocalTime, instants: (number | undefined)[]): LocalTime {
  if (time.offsetMinutes !== null) return time;
  for (const instantMs of instants) {
    const offsetMinutes = instantMs === undefined ? null : deriveOffset(time.localTime, instantMs);
    if (offsetMinutes !== null) return { ...time, offsetMinutes };
  }
  return time;
}
