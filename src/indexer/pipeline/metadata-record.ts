import { basename, dirname, extname, sep } from 'node:path';
import {
  type CameraMetadata,
  computeTakenAtMs,
  cutToPrecision,
  type FileMetadata,
  type WrittenPlace,
} from '../../metadata/file-metadata.js';
import { TRAITS } from '../../model/traits.js';
import type { MetadataRecord } from '../../store/records.js';

/** The innermost folders whose names are searched: those above name disks and users, not the subject of a photo. */
const FOLDERS = 3;

/**
 * Metadata as it is stored: all of it as JSON, and beside it the columns of filters and the texts of full-text search.
 * @param managedAs the external id of a managed original; it is searched instead of the name of its file
 */
export function toMetadataRecord(
  path: string,
  metadata: FileMetadata,
  sidecarStamp: string,
  managedAs?: string,
): MetadataRecord {
  const { takenAt, gps, near, camera, place } = metadata;
  return {
    sidecarStamp,
    data: JSON.stringify(metadata),
    takenAtMs: takenAt && computeTakenAtMs(takenAt),
    takenLocal: takenAt && cutToPrecision(takenAt),
    takenSource: takenAt?.source ?? null,
    latitude: gps?.latitude ?? null,
    longitude: gps?.longitude ?? null,
    // The place looked up by position comes before the written one.
    city: near?.city ?? place?.city ?? null,
    country: near?.country ?? (place?.country ? (findCountryCode(place.country) ?? null) : null),
    camera: camera && nameCamera(camera),
    lens: metadata.lens,
    rating: metadata.rating,
    isFavorite: metadata.isFavorite,
    durationMs: metadata.media?.durationMs ?? null,
    traits: toTraits(metadata),
    keywords: metadata.keywords,
    ...toNamedTexts(path, metadata, managedAs),
  };
}

/** See `TRAITS`. */
function toTraits({ media, hasDepth, panorama, motion, animation }: FileMetadata): number {
  let traits = 0;
  if (media?.hasAudio) traits |= TRAITS.audio;
  if (hasDepth) traits |= TRAITS.depth;
  if (panorama !== undefined) traits |= TRAITS.panorama;
  if (motion !== undefined) traits |= TRAITS.live;
  if (animation !== undefined) traits |= TRAITS.animation;
  return traits;
}

/** What full-text search looks in: texts, and the name by any three letters of it. */
export function toNamedTexts(
  path: string,
  metadata: FileMetadata,
  managedAs: string | undefined,
): Pick<MetadataRecord, 'texts' | 'fileName'> {
  const texts = toTexts(path, metadata);
  if (managedAs === undefined) return { fileName: basename(path), texts };
  return { fileName: managedAs, texts: { ...texts, name: managedAs, folder: '' } };
}

/** The texts of a file for full-text search. Items of a list are on lines of their own. */
function toTexts(path: string, metadata: FileMetadata): MetadataRecord['texts'] {
  const folders = dirname(path).split(sep).filter(Boolean);
  return {
    name: basename(path, extname(path)),
    folder: folders.slice(-FOLDERS).join('\n'),
    title: metadata.title ?? '',
    description: metadata.description ?? '',
    keywords: metadata.keywords.join('\n'),
    people: metadata.people.join('\n'),
    place: listPlaces(metadata.near, metadata.place).join('\n'),
  };
}

function listPlaces(near: FileMetadata['near'], written: WrittenPlace | null): string[] {
  const names = [near?.city, near?.countryName, written?.location, written?.city, written?.region, written?.country];
  return [...new Set(names.filter((name) => name != null))];
}

/** One name: `Canon EOS 5D`, not `Canon Canon EOS 5D`, nor `NIKON CORPORATION NIKON D70`. */
export function nameCamera({ make, model }: CameraMetadata): string | null {
  if (make === null || model === null) return make ?? model;
  const maker = (make.split(' ')[0] as string).toLowerCase();
  return model.toLowerCase().startsWith(maker) ? model : `${make} ${model}`;
}

let codes: Map<string, string> | undefined;

/** The code of a country by its name in English, or the code itself. */
function findCountryCode(name: string): string | undefined {
  codes ??= listCountries();
  return codes.get(name.toLowerCase());
}

/** Every pair of letters that the runtime has a name for. */
function listCountries(): Map<string, string> {
  const names = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' });
  const letters = Array.from({ length: 26 }, (_, i) => String.fromCharCode(65 + i));
  const found = new Map<string, string>();
  for (const code of letters.flatMap((first) => letters.map((second) => first + second))) {
    const name = names.of(code);
    // Codes that were withdrawn (DD, UK) stand for those in use.
    if (name === undefined || new Intl.Locale(`und-${code}`).region !== code) continue;
    found.set(name.toLowerCase(), code);
    found.set(code.toLowerCase(), code);
  }
  return found;
}
