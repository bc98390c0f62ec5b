import { sep } from 'node:path';
import type { PhotoRow } from '../../store/records.js';
import type { TextField } from '../../store/text-fields.js';
import type { RankedPhoto } from '../rank/rank-photos.js';
import type { SearchParts } from '../search-parts.js';
import type { TextQuery } from '../text/words.js';
import type { FileMetadata, MatchReason, Photo, SearchResult } from '../types.js';

/** Turns ranked photos into results with their metadata, in the same order. One that was removed a moment ago is left out. */
export function presentPhotos(
  { catalogue, within }: SearchParts,
  photos: readonly RankedPhoto[],
  words: TextQuery | undefined,
): SearchResult[] {
  const rows = catalogue.files.listPhotos(photos.map(({ id }) => id));
  const columns = catalogue.texts.findColumns(
    photos.flatMap(({ text }) => text?.fileId ?? []),
    words?.significant ?? [],
  );
  return photos.flatMap((ranked) => {
    const row = rows.get(ranked.id);
    if (row === undefined || filesWithin(row, within).length === 0) return [];
    const { cosine, relevance, collapsed } = ranked;
    // Not spread into a new object: that takes twenty times as long.
    return Object.assign(toPhoto(row, { within }), {
      cosine: cosine === null ? null : toCosine(cosine),
      relevance: relevance === null ? null : Math.round(relevance * 1000) / 1000,
      matched: listReasons(ranked, columns),
      identical: false,
      collapsed,
    });
  });
}

/** A photo's metadata, with one of its files in front. Files outside of `within` do not exist. */
export function toPhoto(row: PhotoRow, { within, path }: { within?: string | undefined; path?: string } = {}): Photo {
  const files = filesWithin(row, within);
  const first = files.find((file) => file.path === path) ?? (files[0] as PhotoRow['files'][number]);
  return {
    id: row.id,
    contentHash: row.contentHash,
    path: first.path,
    otherPaths: files.filter((file) => file !== first).map((file) => file.path),
    format: row.format,
    width: row.width,
    height: row.height,
    sizeBytes: first.sizeBytes,
    modifiedAtMs: first.mtimeMs,
    metadata: first.metadata === null ? null : (JSON.parse(first.metadata) as FileMetadata),
  };
}

/** The files of a photo that lie below a folder. */
export function filesWithin<File extends { path: string }>(row: { files: File[] }, within: string | undefined): File[] {
  if (within === undefined) return row.files;
  const prefix = within.endsWith(sep) ? within : within + sep;
  return row.files.filter(({ path }) => path.startsWith(prefix));
}

function listReasons({ isByVector, text }: RankedPhoto, columns: ReadonlyMap<number, TextField[]>): MatchReason[] {
  const byText: MatchReason[] = text === undefined ? [] : (columns.get(text.fileId) ?? ['name']);
  return [...(isByVector ? (['vector'] as const) : []), ...byText];
}

/** Rounding can push the product of two unit vectors a hair beyond 1. Five digits are more than the stored halves carry. */
function toCosine(value: number): number {
  return Math.round(Math.max(-1, Math.min(1, value)) * 1e5) / 1e5;
}
