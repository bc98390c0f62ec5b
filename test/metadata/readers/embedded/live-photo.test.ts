import { describe, expect, it } from 'vitest';
import { readBoxes } from '#src/metadata/containers/iso-media.js';
import { readMetadata } from '#src/metadata/read-metadata.js';
import { readMovie } from '#src/metadata/readers/embedded/movie-box.js';
import { makeFilm } from '../../../support/images/embedded-files.js';
import { makeJpeg, makeTiff, toExifSegment } from '../../make-tiff.js';

const ID = 'A1B2C3D4-0000-4000-8000-ABCDEF012345';

/** Apple's maker note with the identifier as its one tag. */
function makeNote(identifier: string, { signature = 'Apple iOS\0', tag = 0x0011 } = {}): Buffer {
  const value = Buffer.from(`${identifier}\0`);
  const head = Buffer.alloc(14 + 2 + 12 + 4);
  head.write(signature, 'latin1');
  head.write('\0\x01MM', 10, 'latin1');
  head.writeUInt16BE(1, 14);
  head.writeUInt16BE(tag, 16);
  head.writeUInt16BE(2, 18);
  head.writeUInt32BE(value.length, 20);
  head.writeUInt32BE(head.length, 24);
  return Buffer.concat([head, value]);
}

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
});
