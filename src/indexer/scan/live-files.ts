/** The files of live photos, as far as they are read to find pairs. Each is read once for as long as it stays the same. */
import { lstat } from 'node:fs/promises';
import { type FilmFile, readFilmFile } from '../../metadata/readers/live/film-file.js';
import { readStillIdentifier } from '../../metadata/readers/live/still-identifier.js';
import { toFsPath } from '../../runtime/fs-path.js';
import { Lru } from '../../runtime/lru.js';

/** By path, size and time of change. */
const films = new Lru<string, Promise<FilmFile | undefined>>(20_000);
const identifiers = new Lru<string, Promise<string | undefined>>(20_000);

/** The header of a film; `undefined` for anything else. */
export async function readFilm(path: string): Promise<FilmFile | undefined> {
  const key = await toKey(path);
  return key === undefined ? undefined : films.getOrMake(key, () => readFilmFile(path));
}

/** The content identifier of a still. */
export async function readIdentifier(path: string): Promise<string | undefined> {
  const key = await toKey(path);
  return key === undefined ? undefined : identifiers.getOrMake(key, () => readStillIdentifier(path));
}

async function toKey(path: string): Promise<string | undefined> {
  const stats = await lstat(toFsPath(path)).catch(() => undefined);
  return stats?.isFile() ? `${path}\0${stats.size}\0${stats.mtimeMs}` : undefined;
}
