import { lstat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { PhotoseekError, photoNotFound } from '../../errors.js';
import type { FileMetadata } from '../../metadata/file-metadata.js';
import { toFsPath } from '../../runtime/fs-path.js';
import type { PhotoRow } from '../../store/records.js';
import { findOriginal, type LibraryCore } from '../core.js';
import type { MotionFilm } from '../types/descriptions.js';

/**
 * The film of a motion or live photo: where it lies in its file. The photo's file is checked to be the one that was indexed, and a film's own file
 * to be as long as it was, so that the place is right.
 * @throws PhotoseekError `photo-not-found` where it has none, `original-missing`
 */
export async function findMotion(photo: PhotoRow, core: LibraryCore): Promise<MotionFilm> {
  const { path } = await findOriginal(photo, core);
  const stored = photo.files.find((file) => file.path === path)?.metadata ?? null;
  return findFilm(photo.id, path, stored);
}

/**
 * The film of a photo whose file was found.
 * @param path of the photo's file on this machine
 * @param stored metadata of that file as JSON; `null`: never read
 * @throws PhotoseekError as {@link findMotion}
 */
export async function findFilm(id: number, path: string, stored: string | null): Promise<MotionFilm> {
  const motion = stored === null ? undefined : (JSON.parse(stored) as FileMetadata).motion;
  if (motion === undefined) throw photoNotFound({ id }, 'It has no film: is:live finds those that have.');
  if (motion.file === undefined) return { path, ...motion };
  const film = join(dirname(path), motion.file);
  // A link that was put in its place may lead anywhere.
  const stats = await lstat(toFsPath(film)).catch(() => undefined);
  if (stats?.isFile() && stats.size === motion.length) return { path: film, ...motion };
  throw new PhotoseekError('original-missing', `The film of photo ${id} is not there any more, or has changed.`, {
    hint: 'Index its folder again.',
    details: { id },
  });
}
