/** Films in files of their own that may belong to a still: Apple's live photos, and the films that Google Takeout takes out of motion photos. */
import type { FileHandle } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Box } from '../../containers/iso-media.js';
import type { LiveFilm } from '../../file-metadata.js';
import { IMAGE_BRAND, toFilmType } from '../embedded/measure-film.js';
import { type MovieFacts, readLongest, readMovie } from '../embedded/movie-box.js';
import { readAt, readBeside } from '../open-beside.js';

/** Values of a film's header. */
export interface FilmFile extends MovieFacts, Pick<LiveFilm, 'mediaType'> {
  sizeBytes: number;
  /** The longest duration that it states; `null`: not known. */
  longestMs: number | null;
}

/** Takeout names a film `PXL_1.MP`, where it was taken out of `PXL_1.MP.jpg`. */
const FILM_NAME = /\.(mov|mp4|m4v|mp|mv)$/i;

/** Boxes of a film at its top level, in front of `moov`. */
const MAX_BOXES = 100;

/** That of a film of some seconds has some 10 kB, that of an hour some megabytes. */
const MAX_MOVIE_BYTES = 2 ** 20;

/** Whether a file may be the film of a live photo, by its name. */
export function isLiveFilmName(name: string): boolean {
  return FILM_NAME.test(name);
}

/** Reads the header of a film. @returns `undefined` for anything else, and for films whose header has more than 1 MB: they last long */
export async function readFilmFile(path: string): Promise<FilmFile | undefined> {
  return readBeside(
    path,
    () => true,
    async (handle, { size }) => {
      const found = await findMovie(handle, size);
      if (found === undefined) return undefined;
      const { bytes, movie, mediaType } = found;
      return { ...readMovie(bytes, movie), longestMs: readLongest(bytes, movie), mediaType, sizeBytes: size };
    },
  );
}

/**
 * The film of a live photo, of those that were assigned to it.
 * @param path of the photo
 * @param names of files in its folder, the most specific first
 */
export async function readLiveFilm(path: string, names: readonly string[]): Promise<LiveFilm | undefined> {
  for (const name of names) {
    if (!isLiveFilmName(name) || basename(name) !== name) continue;
    const film = await readFilmFile(join(dirname(path), name));
    if (film === undefined) continue;
    const { sizeBytes: length, mediaType, durationMs } = film;
    return { file: name, offset: 0, length, mediaType, durationMs, stillAtMs: null };
  }
  return undefined;
}

async function findMovie(
  handle: FileHandle,
  sizeBytes: number,
): Promise<{ bytes: Buffer; movie: Box; mediaType: LiveFilm['mediaType'] } | undefined> {
  // Without a brand it is of the time before there were brands: QuickTime.
  let brand = 'qt  ';
  let at = 0;
  for (let step = 0; step < MAX_BOXES && at + 8 <= sizeBytes; step++) {
    const head = await readAt(handle, at, 16);
    const stated = head.readUInt32BE(0);
    const start = stated === 1 ? 16 : 8;
    const length = stated === 0 ? sizeBytes - at : stated === 1 ? Number(head.readBigUInt64BE(8)) : stated;
    if (length < start || at + length > sizeBytes) return undefined;
    const type = head.toString('latin1', 4, 8);
    if (type === 'ftyp') brand = head.toString('latin1', start, start + 4);
    if (IMAGE_BRAND.test(brand)) return undefined;
    if (type === 'moov') {
      if (length > MAX_MOVIE_BYTES) return undefined;
      const bytes = await readAt(handle, at, length);
      return { bytes, movie: { type, start, end: bytes.length }, mediaType: toFilmType(brand) };
    }
    at += length;
  }
  return undefined;
}
