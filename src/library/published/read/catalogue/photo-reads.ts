import type { FrameInfo } from '../../../../model/frame.js';
import type { ReadScope } from '../../../../model/read-scope.js';
import type { SearchCatalogue } from '../../../../search/search-catalogue.js';
import { unpackLook } from '../../../../store/pack-look.js';
import type { FrameText } from '../../../../store/queries/frame-texts.js';
import type { OrderKeys } from '../../../../store/queries/photo-order.js';
import type { PhotoFile, PhotoRow } from '../../../../store/records.js';
import { RECOGNISED } from '../../../../store/tables/region-table.js';
import { compilePublishedScope } from '../conditions/compile-scope.js';
import type { PublishedRequest } from '../request.js';

interface ListedFile {
  id: string;
  fileId: string;
  hash: string;
  format: string;
  mediaType: string;
  defect: PhotoRow['defect'];
  width: number;
  height: number;
  kind: PhotoRow['frameKind'];
  frames: number;
  path: string;
  sizeBytes: string;
  mtimeMs: number;
  metadata: string | null;
  externalId: string | null;
  fields: string | null;
  isManaged: boolean;
}

/** Photos and their files, as `FileTable` reads them. */
export function readFiles(request: PublishedRequest): SearchCatalogue['files'] {
  const listPhotos = (ids: readonly number[], scope?: ReadScope) => {
    if (ids.length === 0) return new Map<number, PhotoRow>();
    const rows = request.rows<ListedFile>(
      ['photos', ids, scope],
      (
        bind,
      ) => `SELECT content.id, photo.id AS "fileId", content.hash, content.format, content.media_type AS "mediaType", content.defect, content.width,
          content.height, content.kind, content.frames, photo.path, photo.size_bytes AS "sizeBytes", photo.mtime_ms AS "mtimeMs", photo.metadata,
          photo.external_id AS "externalId", photo.fields, photo.is_managed AS "isManaged"
        FROM photoseek.content AS content JOIN photoseek.file AS photo ON photo.content_id = content.id
        WHERE ${[`content.id = ANY (${bind.ids(ids)})`, ...compilePublishedScope(scope, bind)].map((one) => `(${one})`).join(' AND ')}
        ORDER BY photo.path, photo.id`,
    );
    return toPhotos(rows);
  };
  const getPhoto = (id: number, scope?: ReadScope) => listPhotos([id], scope).get(id);
  return {
    listPhotos,
    getPhoto,
    getPhotoFiles: (id, scope) => getPhoto(id, scope),
    // Paths are those of other machines.
    findPhotoByPath: () => undefined,
    findContent: (sha256) => {
      const [row] = request.rows<{ id: string }>(
        ['content', Buffer.from(sha256).toString('hex')],
        (bind) => `SELECT id FROM photoseek.content WHERE sha256 = ${bind.add(Buffer.from(sha256))}`,
      );
      return row && { id: Number(row.id), stages: new Map() };
    },
  };
}

function toPhotos(rows: readonly ListedFile[]): Map<number, PhotoRow> {
  const photos = new Map<number, PhotoRow>();
  for (const row of rows) {
    const id = Number(row.id);
    const file: PhotoFile = {
      ...{ id: Number(row.fileId), path: row.path, sizeBytes: Number(row.sizeBytes), mtimeMs: row.mtimeMs },
      ...{ metadata: row.metadata, externalId: row.externalId, fields: row.fields },
      ...(row.isManaged && { isManaged: true as const }),
    };
    const photo = photos.get(id);
    if (photo !== undefined) photo.files.push(file);
    else
      photos.set(id, {
        ...{ id, contentHash: row.hash, format: row.format, mediaType: row.mediaType, defect: row.defect },
        ...{ width: row.width, height: row.height, frameKind: row.kind, frames: row.frames, files: [file] },
      });
  }
  for (const photo of photos.values()) {
    const { files } = photo;
    files.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
    photo.files = [...files.filter((file) => !file.isManaged), ...files.filter((file) => file.isManaged)];
  }
  return photos;
}

/** The keys that photos are ordered by, as `PhotoOrder` reads it. */
export function readOrder(request: PublishedRequest): SearchCatalogue['order'] {
  return {
    lastPhotoId: () => {
      const [row] = request.rows<{ id: string }>(
        ['last'],
        () => 'SELECT coalesce(max(id), 0) AS id FROM photoseek.content',
      );
      return Number(row?.id ?? 0);
    },
    listKeys: (photoIds, scope) => {
      const ids = photoIds === undefined ? undefined : [...photoIds];
      const rows = request.rows<Record<keyof OrderKeys, string | number | null>>(['keys', ids, scope], (bind) => {
        const conditions = [
          ...(ids === undefined ? [] : [`photo.content_id = ANY (${bind.ids(ids)})`]),
          ...compilePublishedScope(scope, bind),
        ];
        return `SELECT content_id AS "photoId", coalesce(min(taken_at_ms) FILTER (WHERE taken_source <> 'mtime'), min(taken_at_ms)) AS "takenAtMs",
            min(path COLLATE "C") AS path, max(size_bytes) AS "sizeBytes"
          FROM photoseek.file AS photo ${conditions.length === 0 ? '' : `WHERE ${conditions.map((one) => `(${one})`).join(' AND ')}`} GROUP BY content_id`;
      });
      return rows.map(({ photoId, takenAtMs, path, sizeBytes }) => ({
        ...{ photoId: Number(photoId), takenAtMs: takenAtMs === null ? null : Number(takenAtMs) },
        ...{ path: String(path), sizeBytes: Number(sizeBytes) },
      }));
    },
  };
}

interface FrameRow {
  ordinal: number;
  kind: FrameInfo['kind'];
  atMs: number | null;
  page: number | null;
  label: string | null;
  width: number;
  height: number;
}

/** The frames of a photo, in their order. */
export function listPublishedFrames(request: PublishedRequest, photoId: number): FrameInfo[] {
  return request.rows<FrameRow>(
    ['frames', photoId],
    (bind) =>
      `SELECT ordinal, kind, at_ms AS "atMs", page, label, width, height FROM photoseek.frame WHERE content_id = ${bind.number(photoId)}::bigint ORDER BY ordinal`,
  );
}

export function readFrames(request: PublishedRequest): SearchCatalogue['frames'] {
  return {
    find: (photoId, ordinal) => listPublishedFrames(request, photoId).find((frame) => frame.ordinal === ordinal),
  };
}

/** Looks of frames, as `LookQueries` reads them. */
export function readLooks(request: PublishedRequest): SearchCatalogue['looks'] {
  return {
    ofVectors: (vectorIds) =>
      new Map(
        request.spaces.flatMap(({ id: spaceId }) =>
          request
            .rows<{ id: string; look: Buffer }>(
              ['looks', spaceId, vectorIds],
              (bind) => `SELECT vector.id, look FROM photoseek.embedding_${Number(spaceId)} AS vector
                JOIN photoseek.frame AS frame ON frame.content_id = vector.content_id AND frame.ordinal = vector.ordinal
                WHERE vector.id = ANY (${bind.ids(vectorIds)}) AND look IS NOT NULL`,
            )
            .map(({ id, look }) => [Number(id), unpackLook(look)] as const),
        ),
      ),
  };
}

interface TextRow {
  id: string;
  photoId: string;
  text: string;
  source: string;
  ordinal: number;
  kind: FrameText['frame']['kind'];
  atMs: number | null;
  page: number | null;
}

/** Texts of frames by their ids; those that are gone are missing. */
export function readFrameTexts(request: PublishedRequest, ids: readonly number[]): Map<number, FrameText> {
  if (ids.length === 0) return new Map();
  const rows = request.rows<TextRow>(
    ['texts', ids],
    (
      bind,
    ) => `SELECT frame_text.id, frame_text.content_id AS "photoId", text, source, frame_text.ordinal, kind, at_ms AS "atMs", page
      FROM photoseek.frame_text AS frame_text JOIN photoseek.frame AS frame
        ON frame.content_id = frame_text.content_id AND frame.ordinal = frame_text.ordinal
      WHERE frame_text.id = ANY (${bind.ids(ids)})`,
  );
  return new Map(
    rows.map(({ id, photoId, text, source, ordinal, kind, atMs, page }) => [
      Number(id),
      { photoId: Number(photoId), text, isRecognised: source === RECOGNISED, frame: { ordinal, kind, atMs, page } },
    ]),
  );
}
