import { photoNotFound } from '../../errors.js';
import type { FileMetadata } from '../../metadata/file-metadata.js';
import type { PhotoRow } from '../../store/records.js';
import { findOriginal, type LibraryCore } from '../core.js';
import type { MotionFilm } from '../types/descriptions.js';

/**
 * The film of a motion photo: where it lies in its file. The file is checked to be the one that was indexed, so that the place is right.
 * @throws PhotoseekError `photo-not-found` where it has none, `original-missing`
 */
export async function findMotion(photo: PhotoRow, core: LibraryCore): Promise<MotionFilm> {
  const { path } = await findOriginal(photo, core);
  const stored = photo.files.find((file) => file.path === path)?.metadata ?? null;
  const motion = stored === null ? undefined : (JSON.parse(stored) as FileMetadata).motion;
  if (motion === undefined) throw photoNotFound({ id: photo.id }, 'It has no film: is:live finds those that have.');
  return { path, ...motion };
}
