/**
 * Samsung's trailer behind a JPEG: records, then a directory between `SEFH` and `SEFT` that says where they begin, counted backwards from itself.
 * The layout is that of ExifTool's documentation (Samsung trailer tags).
 */
import { hasText } from '../../containers/metadata-blocks.js';

/** The type of the record that holds the film. */
const MOTION_PHOTO = 0x0a30;

/** Bytes of a directory at most; phones write ten entries of 12 bytes. */
const MAX_DIRECTORY_BYTES = 65_536;

/** Where the film of a motion photo begins, and where its record ends. */
export function* listSamsungPlaces(bytes: Uint8Array): Generator<[offset: number, limit: number]> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const tail = bytes.length - 8;
  if (!hasText(bytes, tail + 4, 'SEFT')) return;
  const directoryBytes = view.getUint32(tail, true);
  const directory = tail - directoryBytes;
  if (directoryBytes < 12 || directoryBytes > MAX_DIRECTORY_BYTES || !hasText(bytes, directory, 'SEFH')) return;
  const count = Math.min(view.getUint32(directory + 8, true), Math.floor((directoryBytes - 12) / 12));
  for (let i = 0; i < count; i++) {
    const entry = directory + 12 + 12 * i;
    if (view.getUint16(entry + 2, true) !== MOTION_PHOTO) continue;
    const record = directory - view.getUint32(entry + 4, true);
    const end = record + view.getUint32(entry + 8, true);
    // The record: two zero bytes, its type, the length of its name, the name.
    if (record <= 0 || end > directory || record + 8 > end) continue;
    yield [record + 8 + view.getUint32(record + 4, true), end];
  }
}
