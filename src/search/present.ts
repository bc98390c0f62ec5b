import type { Catalogue } from '../store/catalogue.js';
import type { PhotoRow } from '../store/records.js';
import type { Neighbours } from '../vectors/types.js';
import type { FileFacts, Photo, SearchResult } from './types.js';

/** Turns neighbours into photos with their facts, best first, each photo once. */
export function presentNeighbours({ catalogue }: { catalogue: Catalogue }, neighbours: Neighbours): SearchResult[] {
  const photoOf = catalogue.vectors.photosOf(neighbours.ids);
  const rows = catalogue.files.listPhotos([...new Set(photoOf.values())]);
  const results = new Map<number, SearchResult>();
  neighbours.ids.forEach((vectorId, i) => {
    const id = photoOf.get(vectorId);
    // Removed a moment ago by another process, or another frame of a photo that is there already.
    if (id === undefined || results.has(id)) return;
    const row = rows.get(id);
    if (row !== undefined) results.set(id, toResult(toPhoto(row), toCosine(neighbours.cosines[i] as number)));
  });
  return [...results.values()];
}

/** A photo that was found by its vector. */
export function toResult(photo: Photo, cosine: number, identical = false): SearchResult {
  return { ...photo, cosine, relevance: null, matched: ['vector'], identical, collapsed: [] };
}

/** A photo's facts, with one of its files in front. */
export function toPhoto(row: PhotoRow, path?: string): Photo {
  const first = row.files.find((file) => file.path === path) ?? (row.files[0] as PhotoRow['files'][number]);
  return {
    id: row.id,
    path: first.path,
    otherPaths: row.files.filter((file) => file !== first).map((file) => file.path),
    format: row.format,
    width: row.width,
    height: row.height,
    sizeBytes: first.sizeBytes,
    modifiedAtMs: first.mtimeMs,
    facts: first.facts === null ? null : (JSON.parse(first.facts) as FileFacts),
  };
}

/** Rounding can push the product of two unit vectors a hair beyond 1. Five digits are more than the stored halves carry. */
function toCosine(value: number): number {
  return Math.round(Math.max(-1, Math.min(1, value)) * 1e5) / 1e5;
}
