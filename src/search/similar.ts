import { realpath, stat } from 'node:fs/promises';
import { PhotoseekError, throwIfAborted } from '../errors.js';
import { fromNameBytes, toFsPath } from '../media/fs-path.js';
import type { MediaPool } from '../media/media-pool.js';
import type { MediaSource } from '../media/media-protocol.js';
import { toReadError } from '../media/read-file.js';
import type { PhotoRow } from '../store/records.js';
import { readLimit } from './limits.js';
import { presentNeighbours, toPhoto, toResult } from './present.js';
import { emptyNotice, round, type SearchParts } from './search-by-text.js';
import type { SearchOptions, SearchResponse, SearchResult, SimilarTarget } from './types.js';

/** What a search by picture needs besides. The pool is started only when a picture must be decoded. */
export interface SimilarParts extends SearchParts {
  media: () => MediaPool;
}

/** A query picture, understood. */
interface QueryPicture {
  /** As the answer names it. */
  name: string;
  vector: Float32Array;
  /** The photo of the library with the same bytes. */
  photoId: number | undefined;
  /** The file that was given, to be left out of the results. */
  path: string | undefined;
}

/** Photos that look like a picture: embed → retrieve → present. See `Library.similar`. */
export async function searchSimilar(
  parts: SimilarParts,
  target: SimilarTarget,
  options: SearchOptions,
): Promise<SearchResponse> {
  const startedAt = performance.now();
  const limit = readLimit(options.limit);
  throwIfAborted(options.signal);
  const [query] = await Promise.all([understand(parts, target), parts.space.refresh()]);
  const encodedAt = performance.now();
  throwIfAborted(options.signal);
  // Two more: the query's own photo is left out, and what its file held before it was changed.
  const neighbours = await parts.space.searchAsOfRefresh(query.vector, limit + 2);
  const retrievedAt = performance.now();
  const others = presentNeighbours(parts, neighbours).filter((result) => !isQuery(result, query));
  const results = [...presentIdentical(parts, query), ...others].slice(0, limit);
  const endedAt = performance.now();
  return {
    query: query.name,
    results,
    total: results.length,
    nextCursor: null,
    noGoodMatch: false,
    notices: parts.space.size === 0 ? [emptyNotice(parts.encoder.model.name)] : [],
    tookMs: round(endedAt - startedAt),
    timings: {
      encodeMs: round(encodedAt - startedAt),
      filterMs: 0,
      retrieveMs: round(retrievedAt - encodedAt),
      presentMs: round(endedAt - retrievedAt),
    },
  };
}

async function understand(parts: SimilarParts, target: SimilarTarget): Promise<QueryPicture> {
  if ('id' in target) return understandPhoto(parts, target.id);
  if ('bytes' in target) return decodeQuery(parts, { bytes: target.bytes }, 'picture');
  const path = await findRealPath(target.path);
  const known = await findUnchanged(parts, path);
  return known ?? decodeQuery(parts, { path }, target.path, path);
}

function understandPhoto({ catalogue, model }: SimilarParts, id: number): QueryPicture {
  const row = catalogue.files.getPhoto(id);
  const vector = row && catalogue.vectors.ofPhoto(id, model.id, model.dim);
  if (row === undefined || vector === undefined) {
    throw new PhotoseekError('photo-not-found', `There is no photo with id ${id} in this library.`, {
      details: { id },
    });
  }
  const { path } = row.files[0] as PhotoRow['files'][number];
  return { name: path, vector, photoId: id, path };
}

/** The catalogue knows files by their real paths. */
async function findRealPath(path: string): Promise<string> {
  const real = await realpath(toFsPath(path), { encoding: 'buffer' }).catch((cause) => {
    if (cause.code === 'ENOENT' || cause.code === 'ENOTDIR')
      throw new PhotoseekError('path-not-found', `There is no file ${path}.`, { cause });
    throw toReadError(cause);
  });
  return fromNameBytes(real);
}

/** A file of the library that is still as it was indexed needs no decoding. */
async function findUnchanged(parts: SimilarParts, path: string): Promise<QueryPicture | undefined> {
  const facts = await stat(toFsPath(path)).catch((cause) => {
    throw toReadError(cause);
  });
  const { catalogue, model } = parts;
  const photoId = catalogue.files.findPhotoByPath(path);
  const row = photoId === undefined ? undefined : catalogue.files.getPhoto(photoId);
  const file = row?.files.find((candidate) => candidate.path === path);
  if (row === undefined || file?.sizeBytes !== facts.size || file.mtimeMs !== facts.mtimeMs) return undefined;
  const vector = catalogue.vectors.ofPhoto(row.id, model.id, model.dim);
  return vector && { name: path, vector, photoId: row.id, path };
}

async function decodeQuery(
  parts: SimilarParts,
  source: MediaSource,
  name: string,
  path?: string,
): Promise<QueryPicture> {
  const { catalogue, encoder, model } = parts;
  let photoId: number | undefined;
  const prepared = await parts.media().prepare(source, encoder.model.image, (sha256) => {
    const known = catalogue.files.findContent(sha256, model.id);
    photoId = known?.hasVector ? known.id : undefined;
    return photoId === undefined;
  });
  const stored = photoId === undefined ? undefined : catalogue.vectors.ofPhoto(photoId, model.id, model.dim);
  if (stored !== undefined) return { name, vector: stored, photoId, path };
  if (prepared.decoded === undefined)
    throw new PhotoseekError('internal', 'The query picture has neither pixels nor a vector.');
  const [vector] = await encoder.encodeImages([prepared.decoded.pixels]);
  return { name, vector: vector as Float32Array, photoId: undefined, path };
}

function isQuery(result: SearchResult, query: QueryPicture): boolean {
  return result.id === query.photoId || (result.path === query.path && result.otherPaths.length === 0);
}

/** Other files with exactly the bytes of the query. */
function presentIdentical({ catalogue }: SimilarParts, query: QueryPicture): SearchResult[] {
  const row = query.photoId === undefined ? undefined : catalogue.files.getPhoto(query.photoId);
  const others = row?.files.filter((file) => file.path !== query.path) ?? [];
  if (row === undefined || others.length === 0) return [];
  return [toResult(toPhoto({ ...row, files: others }), 1, true)];
}
