/** Further pictures in a JPEG file: the index of the Multi-Picture Format (CIPA DC-007), in an APP2 segment. */
import { XMP_PREFIX } from '../../containers/jpeg.js';
import { readSegments } from '../../containers/jpeg-segments.js';
import { hasText } from '../../containers/metadata-blocks.js';
import { openTiff, TiffDirectory } from '../tiff.js';

const MPF_PREFIX = 'MPF\0';

/** The tag that lists the pictures, 16 bytes each: attribute, size, offset, and two numbers of dependent pictures. */
const ENTRIES = 0xb002;
const ENTRY_BYTES = 16;

/** A picture of a stereo pair. */
const DISPARITY = 0x020002;

/** Pictures looked at: a stereo pair has two, a file of a phone three. */
const MAX_PICTURES = 10;

/** Apple's depth map is a further picture whose own XMP says what it is; gain maps and mattes say other things. */
const DEPTH_XMP = /AuxiliaryImageType[^<>]{0,9}[>"'](urn:[\w:]*aux:)?\w*(depth|disparity)\b/i;

/** Whether the file of a JPEG has a second view of a stereo pair, or a depth map, where its index says. */
export function hasDepthPicture(bytes: Uint8Array): boolean {
  for (const { marker, start, end } of readSegments(bytes)) {
    if (marker !== 0xe2 || !hasText(bytes, start, MPF_PREFIX)) continue;
    // Offsets count from the TIFF header, pictures may lie behind the segment.
    const base = start + MPF_PREFIX.length;
    return listPictures(bytes, base, Math.min(end, bytes.length)).some(
      ({ type, offset }) => type === DISPARITY || isDepthMap(bytes, offset),
    );
  }
  return false;
}

/** All pictures but the first, of those that are there. */
function listPictures(bytes: Uint8Array, base: number, end: number): { type: number; offset: number }[] {
  const tiff = openTiff(bytes.subarray(base, end));
  if (tiff === undefined) return [];
  const entries = new TiffDirectory(tiff, tiff.firstDirectory).bytes(ENTRIES, ENTRY_BYTES * MAX_PICTURES);
  if (entries === undefined) return [];
  const view = new DataView(entries.buffer, entries.byteOffset, entries.byteLength);
  const pictures = Array.from({ length: Math.floor(entries.length / ENTRY_BYTES) }, (_, i) => ({
    type: view.getUint32(i * ENTRY_BYTES, tiff.isLittleEndian) & 0xff_ffff,
    offset: base + view.getUint32(i * ENTRY_BYTES + 8, tiff.isLittleEndian),
  }));
  return pictures.slice(1).filter(({ offset }) => offset > base && hasText(bytes, offset, '\xff\xd8\xff'));
}

function isDepthMap(bytes: Uint8Array, offset: number): boolean {
  for (const { marker, start, end } of readSegments(bytes, offset)) {
    if (marker !== 0xe1 || !hasText(bytes, start, XMP_PREFIX)) continue;
    return DEPTH_XMP.test(Buffer.from(bytes.subarray(start, end)).toString('latin1'));
  }
  return false;
}
