import { stat } from 'node:fs/promises';
import type { Encoder } from '../../encoder/types.js';
import { PhotoseekError, photoNotFound, refuseUrl } from '../../errors.js';
import type { MediaSource } from '../../media/worker/media-protocol.js';
import { toReadError } from '../../media/worker/read-file.js';
import type { Box } from '../../model/evidence.js';
import { toFsPath, toRealPath } from '../../runtime/fs-path.js';
import { findNearestToMean } from '../../vectors/math/nearest-to-mean.js';
import type { Picture, SearchContext } from '../context.js';
import type { QueryImage } from '../model.js';
import type { Space } from '../spaces/space.js';
import type { ImageTarget, SimilarTarget } from '../types/request.js';

/** Finds the vectors of an image: a photo's are stored, any other image is decoded and encoded. */
export async function embedImage(
  context: SearchContext,
  spaces: readonly Space[],
  target: SimilarTarget | { url: string },
  signal: AbortSignal | undefined,
): Promise<QueryImage> {
  if ('box' in target && target.box !== undefined) return encodePart(context, spaces, target, target.box);
  if ('id' in target) return findPhoto(context, spaces, target.id);
  if ('externalId' in target) return findItem(context, spaces, target.externalId);
  if ('bytes' in target) return encodeImage(context, spaces, { bytes: target.bytes }, 'picture');
  if ('url' in target)
    return encodeImage(context, spaces, { bytes: await fetchImage(context, target.url, signal) }, target.url);
  const path = await findRealPath(target.path);
  const known = await findUnchanged(context, spaces, path);
  return known ?? encodeImage(context, spaces, { path }, target.path, path);
}

/** Its own file is the query; another one with the same bytes bears another id, and is a result. */
function findItem(context: SearchContext, spaces: readonly Space[], externalId: string): QueryImage {
  const item = context.catalogue.fields.findItem(externalId, context.scope);
  if (item === undefined || item.photoId === null) throw photoNotFound({ externalId });
  return { ...findPhoto(context, spaces, item.photoId), name: externalId, path: item.path };
}

function findPhoto({ catalogue, scope }: SearchContext, spaces: readonly Space[], id: number): QueryImage {
  const file = Number.isSafeInteger(id) ? catalogue.files.getPhotoFiles(id, scope)?.files[0] : undefined;
  // A database of whole numbers has no answer about others: nothing is asked about them.
  if (file === undefined) throw photoNotFound({ id });
  const vectors = readVectors(catalogue, spaces, id);
  if (vectors.size === 0) throw photoNotFound({ id });
  return { name: file.path, vectors, photoId: id, path: file.path };
}

/**
 * The vectors of a photo by space id; spaces where it has none are missing. Of a film, those of the frame that is nearest to the mean of all; of
 * others, of the first frame.
 */
function readVectors(
  { frames, vectors }: SearchContext['catalogue'],
  spaces: readonly Space[],
  photoId: number,
): Map<number, Float32Array> {
  const found = new Map<number, Float32Array>();
  const isFilm = frames.find(photoId, 1)?.kind === 'video';
  for (const { row } of spaces) {
    const all = isFilm ? (vectors.ofFrames([photoId], row.id, row.dim).get(photoId) ?? []) : [];
    const vector =
      all[findNearestToMean(all.map((frame) => frame.vector))]?.vector ?? vectors.ofPhoto(photoId, row.id, row.dim);
    if (vector !== undefined) found.set(row.id, vector);
  }
  return found;
}

/** A part of an image. It is no photo of the library, and has no bytes that another file could have. */
async function encodePart(
  context: SearchContext,
  spaces: readonly Space[],
  target: ImageTarget,
  box: Box,
): Promise<QueryImage> {
  const { name, path, picture, photoId: partOf } = await findTarget(context, spaces, target);
  const encoders = await Promise.all(spaces.map((space) => space.encoder()));
  const specs = encoders.map(({ model }) => model.image);
  const squares = await context.media().squares(picture.source, specs, { place: picture.place, box });
  const encoded = await Promise.all(
    encoders.map(async (encoder, i) => (await encoder.encodeImages([squares[i] as Uint8Array]))[0] as Float32Array),
  );
  const vectors = new Map(spaces.map(({ row }, i) => [row.id, encoded[i] as Float32Array]));
  return { name, vectors, photoId: undefined, path, isPart: true, partOf };
}

async function findTarget(
  context: SearchContext,
  spaces: readonly Space[],
  target: ImageTarget,
): Promise<{ name: string; path: string | undefined; picture: Picture; photoId?: number | undefined }> {
  if ('bytes' in target) return { name: 'picture', path: undefined, picture: { source: target } };
  if ('path' in target) {
    const path = await findRealPath(target.path);
    return { name: target.path, path, picture: { source: { path } } };
  }
  const photo = 'id' in target ? findPhoto(context, spaces, target.id) : findItem(context, spaces, target.externalId);
  const picture = await context.findPicture?.(photo.photoId as number);
  if (picture === undefined) throw new PhotoseekError('internal', 'The file of a photo cannot be looked up here.');
  return { name: photo.name, path: photo.path, picture, photoId: photo.photoId };
}

async function fetchImage({ fetchUrl }: SearchContext, url: string, signal: AbortSignal | undefined) {
  if (fetchUrl !== undefined) return fetchUrl(url, signal);
  throw refuseUrl(url);
}

/** The catalogue stores files by their real paths. @throws PhotoseekError `path-not-found`, or a code of a file that cannot be read */
export async function findRealPath(path: string): Promise<string> {
  return toRealPath(path).catch((cause) => {
    if (cause.code === 'ENOENT' || cause.code === 'ENOTDIR')
      throw new PhotoseekError('path-not-found', `There is no file ${path}.`, { cause });
    throw toReadError(cause);
  });
}

/** A file of the library that is still as it was indexed needs no decoding. */
async function findUnchanged(
  { catalogue }: SearchContext,
  spaces: readonly Space[],
  path: string,
): Promise<QueryImage | undefined> {
  const stats = await stat(toFsPath(path)).catch((cause) => {
    throw toReadError(cause);
  });
  const photoId = catalogue.files.findPhotoByPath(path);
  const row = photoId === undefined ? undefined : catalogue.files.getPhoto(photoId);
  const file = row?.files.find((candidate) => candidate.path === path);
  if (row === undefined || file?.sizeBytes !== stats.size || file.mtimeMs !== stats.mtimeMs) return undefined;
  const vectors = readVectors(catalogue, spaces, row.id);
  return vectors.size < spaces.length ? undefined : { name: path, vectors, photoId: row.id, path };
}

async function encodeImage(
  context: SearchContext,
  spaces: readonly Space[],
  source: MediaSource,
  name: string,
  path?: string,
): Promise<QueryImage> {
  const { catalogue } = context;
  const encoders = await Promise.all(spaces.map((space) => space.encoder()));
  let photoId: number | undefined;
  let missing: number[] = [];
  let pixels: Uint8Array[] | undefined;
  const vectors = new Map<number, Float32Array>();
  await context.media().prepare(source, {
    specs: (sha256) => {
      photoId = catalogue.files.findContent(sha256)?.id;
      const stored = photoId === undefined ? [] : readVectors(catalogue, spaces, photoId);
      for (const [spaceId, vector] of stored) vectors.set(spaceId, vector);
      missing = spaces.flatMap(({ row }, i) => (vectors.has(row.id) ? [] : [i]));
      return missing.length === 0 ? null : missing.map((i) => (encoders[i] as Encoder).model.image);
    },
    // Of several frames, the first stands for the content.
    onFrame: (frame) => {
      pixels ??= frame.pixels;
    },
  });
  await Promise.all(
    missing.map(async (at, i) => {
      const input = pixels?.[i];
      if (input === undefined) throw new PhotoseekError('internal', 'The query image has neither pixels nor a vector.');
      const [vector] = await (encoders[at] as Encoder).encodeImages([input]);
      vectors.set((spaces[at] as Space).row.id, vector as Float32Array);
    }),
  );
  return { name, vectors, photoId, path };
}
