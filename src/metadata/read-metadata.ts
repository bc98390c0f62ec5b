import { basename } from 'node:path';
import { makeDescription } from './build-metadata.js';
import { cleanLine, decodeText } from './clean-text.js';
import { findMetadataBlocks } from './containers/find-metadata-blocks.js';
import type { MetadataBlocks } from './containers/metadata-blocks.js';
import { parseDateInName } from './date-in-name.js';
import type { PhotoMetadata } from './file-metadata.js';
import type { FoundMetadata } from './found-metadata.js';
import { toLocalTime } from './local-time.js';
import { mergeMetadata } from './merge-metadata.js';
import { readExif } from './readers/exif.js';
import { readIptc } from './readers/iptc.js';
import type { Sidecar } from './readers/sidecars.js';
import { readTakeout } from './readers/takeout.js';
import { readXmp } from './readers/xmp.js';

/** What metadata is read from. */
export interface MetadataInput {
  /** The picture file, whole. Only headers and metadata are touched. */
  bytes: Uint8Array;
  /** Its path; only the name counts. */
  path: string;
  /** When the file was last changed, in milliseconds since 1970; 0 when that is not known. */
  mtimeMs: number;
  /** What {@link readSidecars} found beside it. */
  sidecars?: readonly Sidecar[];
  /** The present, in milliseconds since 1970: later dates are not believed. Default: the real present. */
  nowMs?: number;
}

/**
 * Reads everything that is known about a photo without looking at its pixels. Never throws and never prints: metadata that is damaged,
 * hostile or too large gives fewer metadata. Takes a fraction of a millisecond for a photo of a camera or phone.
 */
export function readMetadata({ bytes, path, mtimeMs, sidecars = [], nowMs }: MetadataInput): PhotoMetadata {
  const bounds = { nowMs };
  const { exif, xmp, iptc, texts } = attempt<MetadataBlocks>(() => findMetadataBlocks(bytes), {});
  const read = (block: Uint8Array | undefined, reader: (block: Uint8Array, limits: typeof bounds) => FoundMetadata) =>
    block === undefined ? {} : attempt<FoundMetadata>(() => reader(block, bounds), {});
  return mergeMetadata({
    exif: read(exif, readExif),
    xmp: read(xmp, readXmp),
    iptc: read(iptc, readIptc),
    texts: attempt<FoundMetadata>(() => readPngTexts(texts), {}),
    sidecar: read(sidecars.find(({ kind }) => kind === 'xmp')?.bytes, readXmp),
    takeout: attempt<FoundMetadata>(() => findTakeout(sidecars, bounds), {}),
    name: attempt(() => parseDateInName(basename(path), bounds), undefined),
    mtime: attempt(() => toLocalTime(mtimeMs, bounds), undefined),
  });
}

/** Bounds are checked where bytes are read, but a reader that stumbles all the same must not cost the other metadata. */
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

function findTakeout(sidecars: readonly Sidecar[], bounds: { nowMs: number | undefined }): FoundMetadata {
  for (const { kind, bytes } of sidecars) {
    const found = kind === 'json' ? readTakeout(decodeText(bytes), bounds) : undefined;
    if (found !== undefined) return found;
  }
  return {};
}
