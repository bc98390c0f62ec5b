/** Apple's maker note in EXIF: the identifier that the two files of a live photo share. */
import { cleanLine, decodeText } from '../../clean-text.js';
import { hasText } from '../../containers/metadata-blocks.js';
import { TiffDirectory } from '../tiff.js';

const SIGNATURE = 'Apple iOS\0';

/** Behind the signature, a version and the byte order `MM`. */
const DIRECTORY_AT = 14;

const CONTENT_IDENTIFIER = 0x0011;

/** @param note the value of EXIF's MakerNote; offsets in it count from its first byte */
export function readContentIdentifier(note: Uint8Array | undefined): string | undefined {
  if (note === undefined || !hasText(note, 0, SIGNATURE) || !hasText(note, DIRECTORY_AT - 2, 'MM')) return undefined;
  const view = new DataView(note.buffer, note.byteOffset, note.byteLength);
  const tiff = { bytes: note, view, isLittleEndian: false, firstDirectory: DIRECTORY_AT };
  const value = new TiffDirectory(tiff, DIRECTORY_AT).bytes(CONTENT_IDENTIFIER, 100);
  return value && cleanLine(decodeText(value).split('\0')[0] ?? '', 100);
}
