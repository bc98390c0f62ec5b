import { basename, dirname, join } from 'node:path';
import { pickThumbnailEdge, SMALL_EDGE } from '../../../../media/thumbnails/thumbnail-edges.js';
import type { Face } from '../../../people/types.js';
import type { ImageBytes, MotionFilm } from '../../../types/descriptions.js';
import type { Asked } from '../asked.js';
import { listPublishedFrames } from '../catalogue/photo-reads.js';
import { replay } from '../replay.js';

/** Browsers decode an image whole: 100 megapixels take 400 MB of theirs. */
const MAX_FULL_PIXELS = 100_000_000;

/** From where thumbnails are shared; of the original where it is not there, or larger than those. */
export async function getThumbnail(
  asked: Asked,
  id: number,
  edge = 320,
  format: 'webp' | 'avif' = 'webp',
  frame?: number,
): Promise<ImageBytes> {
  const { core, request } = asked;
  const startedAt = performance.now();
  const photo = await asked.findPhoto(id);
  const place = await asked.findPlace(photo, frame);
  const key = { contentHash: photo.contentHash, frame: place?.ordinal ?? 0, edge: pickThumbnailEdge(edge), format };
  const findOriginal = async () => (await core.findOriginal(request, id)).path;
  const media = () => core.startMedia();
  const bytes =
    core.thumbnails === undefined
      ? await media().thumbnail({ path: await findOriginal() }, key.edge, format, place)
      : await core.thumbnails.get(key, { ...(place && { place }), findOriginal, media });
  core.options.onStage?.('thumbnail', performance.now() - startedAt);
  return { bytes, mediaType: `image/${format}` };
}

/** The whole picture as a JPEG, of the original. */
export async function getFullSize(asked: Asked, id: number, frame?: number): Promise<ImageBytes> {
  const { core, request } = asked;
  const photo = await asked.findPhoto(id);
  const place = await asked.findPlace(photo, frame);
  const shrink = Math.min(1, Math.sqrt(MAX_FULL_PIXELS / (photo.width * photo.height)));
  const edge = Math.max(1, Math.floor(Math.max(photo.width, photo.height) * shrink));
  const { path } = await core.findOriginal(request, id);
  return { bytes: await core.startMedia().thumbnail({ path }, edge, 'jpeg', place), mediaType: 'image/jpeg' };
}

/** A face, cut out of a thumbnail. */
export async function getFaceImage(asked: Asked, face: Face): Promise<ImageBytes> {
  const { photoId, contentHash, frame, box } = face;
  const { catalogue } = asked.context;
  const { width, height } =
    (await replay(() => catalogue.frames.find(photoId, frame))) ?? (await asked.findPhoto(photoId));
  const { chooseFaceEdge, cutFace } = await import('../../../../media/thumbnails/cut-face.js');
  const make = async () => {
    const edge = chooseFaceEdge(box, { width, height });
    return cutFace((await getThumbnail(asked, photoId, edge, 'webp', frame)).bytes, box);
  };
  const bytes = await (asked.core.thumbnails?.getFace(contentHash, { frame, box }, make) ?? make());
  return { bytes, mediaType: 'image/webp' };
}

/** The frames of a film as one moving picture, of their thumbnails. */
export async function getAnimatedPreview(asked: Asked, id: number): Promise<ImageBytes> {
  const { contentHash } = await asked.findPhoto(id);
  const { makePreview } = await import('../../../frames/make-preview.js');
  const make = async () =>
    makePreview(
      await replay(() => listPublishedFrames(asked.request, id)),
      async (frame) => (await getThumbnail(asked, id, SMALL_EDGE, 'webp', frame)).bytes,
    );
  return { bytes: await (asked.core.thumbnails?.getPreview(contentHash, make) ?? make()), mediaType: 'image/webp' };
}

/** The file itself, below a root that this machine reaches. */
export async function findOriginal(
  asked: Asked,
  id: number,
): Promise<{ path: string; mediaType: string; sizeBytes: number }> {
  const { mediaType } = await asked.findPhoto(id);
  const { path, sizeBytes } = await asked.core.findOriginal(asked.request, id);
  return { path, sizeBytes, mediaType };
}

/** The film of a live photo. */
export async function findMotion(asked: Asked, id: number): Promise<MotionFilm> {
  await asked.findPhoto(id);
  const { path, metadata } = await asked.core.findOriginal(asked.request, id);
  const { findFilm } = await import('../../../frames/motion.js');
  return findFilm(id, path, metadata);
}

/** Files with metadata beside the original. */
export async function listSidecarsOf(asked: Asked, id: number): Promise<string[]> {
  await asked.findPhoto(id);
  const { path } = await asked.core.findOriginal(asked.request, id);
  const { listSidecars } = await import('../../../../indexer/scan/sidecar-stamps.js');
  return ((await listSidecars(dirname(path))).get(basename(path)) ?? []).map((name) => join(dirname(path), name));
}
