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
  const own = files.filter(({ isManaged }) => !isManaged);
  const shown = own.length > 0 ? own : files;
  const first = files.find((file) => file.path === path) ?? (shown[0] as PhotoRow['files'][number]);
  const otherPaths = shown.filter((file) => file !== first).map((file) => file.path);
  const metadata = first.metadata === null ? null : readStored(first.metadata);
  const otherPathBytes = listPathBytes(otherPaths);
  return {
    id: row.id,
    ...toItem(files),
    contentHash: row.contentHash,
    path: first.path,
    ...pathBytes(first.path),
    otherPaths,
    ...(otherPathBytes && { otherPathBytes }),
    kind: KIND_OF_FRAME[row.frameKind],
    frames: row.frames,
    format: row.format,
    ...(row.defect ? { defect: row.defect } : {}),
    width: row.width,
    height: row.height,
    sizeBytes: first.sizeBytes,
    modifiedAtMs: first.mtimeMs,
    ...(metadata?.motion && { motion: metadata.motion }),
    metadata,
  };
}

/** Id and fields of the first file that a program has given some. */
function toItem(files: PhotoRow['files']): Pick<Photo, 'externalId' | 'otherExternalIds' | 'fields'> | undefined {
  const item = files.find(({ externalId, fields }) => externalId !== null || fields !== null);
  if (item === undefined) return undefined;
  const others = files.flatMap((file) => (file === item || file.externalId === null ? [] : [file.externalId]));
  return {
    ...(item.externalId === null ? {} : { externalId: item.externalId }),
    ...(others.length === 0 ? {} : { otherExternalIds: others }),
    ...(item.fields === null ? {} : { fields: JSON.parse(item.fields) as Fields }),
  };
}

function readStored(json: string): FileMetadata {
  const metadata = JSON.parse(json) as FileMetadata;
  const { takenAt } = metadata;
  // Earlier readers did not store the precision: until the next index run, it follows from the time.
  if (takenAt && takenAt.precision === undefined)
    takenAt.precision = takenAt.localTime.endsWith('T00:00:00.000') ? 'day' : 'time';
  return metadata;
}
