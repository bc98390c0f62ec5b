/** Stills of Apple's live photos, as a phone marks them. */
import { writeFile } from 'node:fs/promises';
import { makeTiff, toExifSegment } from '../../metadata/make-tiff.js';
import { makeBox, u32 } from './embedded-files.js';
import { makePicture } from './random-images.js';

/** Apple's maker note with the identifier as its one tag. */
export function makeAppleNote(identifier: string, { signature = 'Apple iOS\0', tag = 0x0011 } = {}): Buffer {
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

const makeExif = (identifier: string) => makeTiff({ exif: { 37500: { bytes: makeAppleNote(identifier) } } });

/**
 * Writes a JPEG that can be decoded.
 * @param identifier absent: it has no maker note
 */
export async function writeStill(path: string, seed: number, identifier?: string): Promise<void> {
  const jpeg = await makePicture(seed, { format: 'jpeg' });
  if (identifier === undefined) return writeFile(path, jpeg);
  const [marker, content] = toExifSegment(makeExif(identifier));
  const head = Buffer.from([0xff, marker, 0, 0]);
  head.writeUInt16BE(content.length + 2, 2);
  return writeFile(path, Buffer.concat([jpeg.subarray(0, 2), head, content, jpeg.subarray(2)]));
}

/** The boxes of a HEIC file whose one item is EXIF, behind other data; nothing in it can be decoded. */
export function makeLiveHeic(identifier: string, bytesBefore: number): Buffer {
  const content = Buffer.concat([u32(0), makeExif(identifier)]);
  const entry = makeBox('infe', u32(0x02000000), Buffer.from([0, 1, 0, 0]), 'Exif\0');
  const items = makeBox('iinf', u32(0), Buffer.from([0, 1]), entry);
  const build = (at: number) => {
    const location = Buffer.concat([Buffer.from([0, 1, 0, 0, 0, 1]), u32(at, content.length)]);
    const places = makeBox('iloc', u32(0), Buffer.from([0x44, 0, 0, 1]), location);
    const meta = makeBox('meta', u32(0), makeBox('hdlr', Buffer.alloc(25)), items, places);
    return Buffer.concat([
      makeBox('ftyp', 'heic', u32(0), 'mif1', 'heic'),
      meta,
      makeBox('mdat', Buffer.alloc(bytesBefore), content),
    ]);
  };
  return build(build(0).length - content.length);
}
