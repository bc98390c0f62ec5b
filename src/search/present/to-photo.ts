import type { FileMetadata } from '../../metadata/file-metadata.js';
import { KIND_OF_FRAME } from '../../model/content-kind.js';
import type { Fields } from '../../model/fields.js';
import { listPathBytes, pathBytes } from '../../runtime/fs-path.js';
import type { PhotoRow } from '../../store/records.js';
import type { Photo } from '../types/photo.js';

/**
 * A photo with its metadata, one of its files in front: the first, or the one with the path. Managed originals give it their ids and fields; their
 * paths are shown only where it has no other.
 */
export function toPhoto(row: PhotoRow, path?: string): Photo {
  const { files } = row;
  // Nearly all have one, and no list is made for it.
  const only = files.length === 1 ? files[0] : undefined;
  const shown = only === undefined ? listShown(files) : files;
  const first = only ?? files.find((file) => file.path === path) ?? (shown[0] as PhotoRow['files'][number]);
  const otherPaths = only === undefined ? shown.filter((file) => file !== first).map((file) => file.path) : [];
  const metadata = first.metadata === null ? null : readStored(first.metadata);
  const photo: Photo = {
    id: row.id,
    contentHash: row.contentHash,
    path: first.path,
    otherPaths,
    kind: KIND_OF_FRAME[row.frameKind],
    frames: row.frames,
    format: row.format,
    width: row.width,
    height: row.height,
    sizeBytes: first.sizeBytes,
    modifiedAtMs: first.mtimeMs,
    metadata,
  };
  // What few photos have is added to them: objects of one shape are made four times as fast.
  const bytes = pathBytes(first.path).pathBytes;
  if (bytes !== undefined) photo.pathBytes = bytes;
  const otherPathBytes = listPathBytes(otherPaths);
  if (otherPathBytes !== undefined) photo.otherPathBytes = otherPathBytes;
  if (row.defect) photo.defect = row.defect;
  if (metadata?.motion) photo.motion = metadata.motion;
  addItem(photo, files);
  return photo;
}

/** Managed originals are shown where there is no other file. */
function listShown(files: PhotoRow['files']): PhotoRow['files'] {
  const own = files.filter(({ isManaged }) => !isManaged);
  return own.length > 0 ? own : files;
}

/** Id and fields of the first file that a program has given some. */
function addItem(photo: Photo, files: PhotoRow['files']): void {
  const item = files.find(({ externalId, fields }) => externalId !== null || fields !== null);
  if (item === undefined) return;
  if (item.externalId !== null) photo.externalId = item.externalId;
  const others = files.flatMap((file) => (file === item || file.externalId === null ? [] : [file.externalId]));
  if (others.length > 0) photo.otherExternalIds = others;
  if (item.fields !== null) photo.fields = JSON.parse(item.fields) as Fields;
}

function readStored(json: string): FileMetadata {
  const metadata = JSON.parse(json) as FileMetadata;
  const { takenAt } = metadata;
  // Earlier readers did not store the precision: until the next index run, it follows from the time.
  if (takenAt && takenAt.precision === undefined)
    takenAt.precision = takenAt.localTime.endsWith('T00:00:00.000') ? 'day' : 'time';
  return metadata;
}
