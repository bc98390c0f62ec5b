import { basename } from 'node:path';
import { makeDescription } from './build-metadata.js';
import { cleanLine, decodeText } from './clean-text.js';
import { findMetadataBlocks } from './containers/find-metadata-blocks.js';
import type { MetadataBlocks } from './containers/metadata-blocks.js';
import { parseDateInName } from './date-in-name.js';
import type { LiveFilm, PhotoMetadata } from './file-metadata.js';
import type { FoundMetadata } from './found-metadata.js';
import { toLocalTime } from './local-time.js';
import { mergeMetadata } from './merge-metadata.js';
import { readEmbedded } from './readers/embedded/read-embedded.js';
import { readExif } from './readers/exif.js';
import { readIptc } from './readers/iptc.js';
import type { Sidecar } from './readers/sidecars.js';
import { readTakeout, readTakeoutTitle } from './readers/takeout.js';
import { readRdf, readXmp } from './readers/xmp.js';
import { parseXmp } from './readers/xmp-document.js';

/** The sources of a photo's metadata. */
export interface MetadataInput {
  /** The whole image file. Only headers and metadata are read. */
  bytes: Uint8Array;
  /** Path of the file; only the name is used. */
  path: string;
  /** Modification time of the file in milliseconds since 1970; 0 when unknown. */
  mtimeMs: number;
  /** Result of {@link readSidecars}. */
  sidecars?: readonly Sidecar[];
  /** Result of {@link readLiveFilm}; a film inside the file takes precedence. */
  film?: LiveFilm;
  /** Metadata of the container of a video or document. */
  container?: FoundMetadata;
  /** Current time in milliseconds since 1970; later dates are invalid. Default: `Date.now()`. */
  nowMs?: number;
}

/**
 * Reads the metadata of a photo from its file, its name and its sidecars, without decoding pixels. Never throws and never prints: damaged,
 * hostile or oversized metadata are skipped. Takes a fraction of a millisecond for a photo of a camera or phone.
 */
export function readMetadata({
  bytes,
  path,
  mtimeMs,
  sidecars = [],
  film,
  container = {},
  nowMs,
}: MetadataInput): PhotoMetadata {
  const bounds = { nowMs };
  const { exif, xmp, iptc, texts } = attempt<MetadataBlocks>(() => findMetadataBlocks(bytes), {});
  const rdf = attempt(() => xmp && parseXmp(xmp), undefined);
  const read = (block: Uint8Array | undefined, reader: (block: Uint8Array, limits: typeof bounds) => FoundMetadata) =>
    block === undefined ? {} : attempt<FoundMetadata>(() => reader(block, bounds), {});
  return mergeMetadata({
    exif: read(exif, readExif),
    xmp: attempt<FoundMetadata>(() => (rdf === undefined ? {} : readRdf(rdf, bounds)), {}),
    iptc: read(iptc, readIptc),
    texts: attempt<FoundMetadata>(() => readPngTexts(texts), {}),
    sidecar: read(sidecars.find(({ kind }) => kind === 'xmp')?.bytes, readXmp),
    container,
    takeout: attempt<FoundMetadata>(() => findTakeout(sidecars, basename(path), bounds), {}),
    name: attempt(() => parseDateInName(basename(path), bounds), undefined),
    mtime: attempt(() => toLocalTime(mtimeMs, bounds), undefined),
    embedded: { ...(film && { motion: film }), ...attempt(() => readEmbedded(bytes, rdf), {}) },
  });
}

/** Readers check bounds themselves; should one still throw, the metadata of the other sources survive. */
function attempt<Value>(work: () => Value, otherwise: Value): Value {
  try {
    return work();
  } catch {
    return otherwise;
  }
}

function readPngTexts(texts: Map<string, string> | undefined): FoundMetadata {
  const get = (keyword: string) => texts?.get(keyword) ?? '';
  return {
    title: makeDescription(get('title')),
    description: makeDescription(get('description')) ?? makeDescription(get('comment')),
    creator: cleanLine(get('author')),
  };
}

/** Of several JSON files that may belong to a photo, the one whose title is the photo's name; else the first that Takeout wrote. */
function findTakeout(sidecars: readonly Sidecar[], name: string, bounds: { nowMs: number | undefined }): FoundMetadata {
  const texts = sidecars.filter(({ kind }) => kind === 'json').map(({ bytes }) => decodeText(bytes));
  if (texts.length > 1)
    texts.sort((a, b) => Number(readTakeoutTitle(b) === name) - Number(readTakeoutTitle(a) === name));
  for (const text of texts) {
    const found = readTakeout(text, bounds);
    if (found !== undefined) return found;
  }
  return {};
}
