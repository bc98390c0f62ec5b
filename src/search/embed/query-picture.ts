import { realpath, stat } from 'node:fs/promises';
import { PhotoseekError } from '../../errors.js';
import type { MediaSource } from '../../media/worker/media-protocol.js';
import { toReadError } from '../../media/worker/read-file.js';
import { fromNameBytes, toFsPath } from '../../runtime/fs-path.js';
import { embedStage } from '../../store/records.js';
import { filesWithin } from '../present/present.js';
import type { SearchParts } from '../search-parts.js';
import type { SimilarTarget } from '../types.js';

/** A query picture, understood. */
export interface QueryPicture {
  /** As the answer names it. */
  name: string;
  vector: Float32Array;
  /** The photo of the library with the same bytes. */
  photoId: number | undefined;
  /** The file that was given, to be left out of the results. */
  path: string | undefined;
}

/** Finds the vector of a picture: a photo's is in the library, any other is decoded and encoded. */
export async function understandPicture(
  parts: SearchParts,
  target: SimilarTarget | { url: string },
  signal: AbortSignal | undefined,
): Promise<QueryPicture> {
  if ('id' in target) return understandPhoto(parts, target.id);
  if ('bytes' in target) return decodeQuery(parts, { bytes: target.bytes }, 'picture');
  if ('url' in target) return decodeQuery(parts, { bytes: await fetchPicture(parts, target.url, signal) }, target.url);
  const path = await findRealPath(target.path);
  const known = await findUnchanged(parts, path);
  return known ?? decodeQuery(parts, { path }, target.path, path);
}

function understandPhoto({ catalogue, model, within }: SearchParts, id: number): QueryPicture {
  const row = Number.isSafeInteger(id) ? catalogue.files.getPhoto(id) : undefined;
  const [file] = row === undefined ? [] : filesWithin(row, within);
  const vector = file && catalogue.vectors.ofPhoto(id, model.id, model.dim);
  if (file === undefined || vector === undefined) {
    throw new PhotoseekError('photo-not-found', `There is no photo with id ${id} in this library.`, {
      details: { id },
    });
  }
  return { name: file.path, vector, photoId: id, path: file.path };
}

async function fetchPicture({ fetchUrl }: SearchParts, url: string, signal: AbortSignal | undefined) {
  if (fetchUrl !== undefined) return fetchUrl(url, signal);
  throw new PhotoseekError('url-refused', `Pictures are not fetched from addresses here: ${url}`, {
    hint: 'Save the picture and give its file.',
    details: { url },
  });
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
async function findUnchanged(parts: SearchParts, path: string): Promise<QueryPicture | undefined> {
  const stats = await stat(toFsPath(path)).catch((cause) => {
    throw toReadError(cause);
  });
  const { catalogue, model } = parts;
  const photoId = catalogue.files.findPhotoByPath(path);
  const row = photoId === undefined ? undefined : catalogue.files.getPhoto(photoId);
  const file = row?.files.find((candidate) => candidate.path === path);
  if (row === undefined || file?.sizeBytes !== stats.size || file.mtimeMs !== stats.mtimeMs) return undefined;
  const vector = catalogue.vectors.ofPhoto(row.id, model.id, model.dim);
  return vector && { name: path, vector, photoId: row.id, path };
}

async function decodeQuery(
  parts: SearchParts,
  source: MediaSource,
  name: string,
  path?: string,
): Promise<QueryPicture> {
  const { catalogue, encoder, model } = parts;
  let photoId: number | undefined;
  let pixels: Uint8Array | undefined;
  await parts.media().prepare(source, {
    specs: (sha256) => {
      const known = catalogue.files.findContent(sha256);
      photoId = known?.stages.has(embedStage(model.id)) ? known.id : undefined;
      return photoId === undefined ? [encoder.model.image] : null;
    },
    onFrame: (frame) => {
      pixels ??= frame.pixels[0];
    },
  });
  const stored = photoId === undefined ? undefined : catalogue.vectors.ofPhoto(photoId, model.id, model.dim);
  if (stored !== undefined) return { name, vector: stored, photoId, path };
  if (pixels === undefined) throw new PhotoseekError('internal', 'The query image has neither pixels nor a vector.');
  const [vector] = await encoder.encodeImages([pixels]);
  return { name, vector: vector as Float32Array, photoId: undefined, path };
}
