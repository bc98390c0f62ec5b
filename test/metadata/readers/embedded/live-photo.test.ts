import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readBoxes } from '#src/metadata/containers/iso-media.js';
import { readMetadata } from '#src/metadata/read-metadata.js';
import { readMovie } from '#src/metadata/readers/embedded/movie-box.js';
import { readStillIdentifier } from '#src/metadata/readers/live/still-identifier.js';
import { makeFilm } from '../../../support/images/embedded-files.js';
import { makeLiveHeic, makeAppleNote as makeNote } from '../../../support/images/live-photos.js';
import { makeTemporaryFolder } from '../../../support/temporary-folder.js';
import { makeJpeg, makeTiff, toExifSegment } from '../../make-tiff.js';

const ID = 'A1B2C3D4-0000-4000-8000-ABCDEF012345';

const readNote = (note: Buffer, order: 'II' | 'MM' = 'MM') => {
  const bytes = makeJpeg(toExifSegment(makeTiff({ exif: { 37500: { bytes: note } }, order })));
  return readMetadata({ bytes, path: '/p/a.jpg', mtimeMs: 0 }).contentIdentifier;
};

const readFilm = (film: Buffer) => {
  for (const box of readBoxes(film, 0, film.length)) if (box.type === 'moov') return readMovie(film, box);
  return undefined;
};

describe('the identifier of a live photo', () => {
  it('is read from the maker note of the still', () => {
    expect(readNote(makeNote(ID))).toBe(ID);
    expect(readNote(makeNote(ID), 'II')).toBe(ID);
  });

  it('is not read from other notes', () => {
    expect(readNote(makeNote(ID, { signature: 'Nikon\0\0\0\0\0' }))).toBeUndefined();
    expect(readNote(makeNote(ID, { tag: 0x0012 }))).toBeUndefined();
    expect(readNote(makeNote(ID).subarray(0, 20))).toBeUndefined();
  });

  it('is read from the film', () => {
    expect(readFilm(makeFilm({ brand: 'qt  ', identifier: ID, durationMs: 2000 }))).toEqual({
      durationMs: 2000,
      contentIdentifier: ID,
    });
    expect(readFilm(makeFilm())).toEqual({ durationMs: 2500, contentIdentifier: null });
  });

  it.each([
    ['at the beginning', 0],
    ['behind the pictures', 2_000_000],
  ])('is read from a HEIC file with its EXIF %s', async (_, before) => {
    const path = join(makeTemporaryFolder(), 'a.heic');
    await writeFile(path, makeLiveHeic(ID, before));
    expect(await readStillIdentifier(path)).toBe(ID);
  });
});
