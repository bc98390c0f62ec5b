/** Metadata in JPEG: application segments before the image data (ISO/IEC 10918-1, annex B). */

import { openTiff } from '../readers/tiff.js';
import { readSegments } from './jpeg-segments.js';
import { hasText, type MetadataBlocks, takeBlock } from './metadata-blocks.js';
import { readResources } from './photoshop-resources.js';

const EXIF_PREFIX = 'Exif\0';
/** The first bytes of an APP1 segment with XMP. */
export const XMP_PREFIX = 'http://ns.adobe.com/xap/1.0/\0';
const PHOTOSHOP_PREFIX = 'Photoshop 3.0\0';

/**
 * Reads the segments. Extended XMP (data beyond the first XMP segment) is skipped: editors move depth maps and the like there, while titles and
 * keywords are in the first segment.
 */
export function readJpegBlocks(bytes: Uint8Array): MetadataBlocks {
  const blocks: MetadataBlocks = {};
  const resources: Uint8Array[] = [];
  for (const { marker, start, end } of readSegments(bytes)) readSegment(bytes, marker, start, end, blocks, resources);
  if (resources.length > 0) blocks.iptc = readResources(Buffer.concat(resources)).iptc;
  return blocks;
}

function readSegment(
  bytes: Uint8Array,
  marker: number,
  start: number,
  end: number,
  blocks: MetadataBlocks,
  resources: Uint8Array[],
): void {
  if (marker === 0xe1 && hasText(bytes, start, EXIF_PREFIX)) {
    // A truncated file may still contain the first tags. The sixth byte is padding, which some programs write as non-zero.
    const exif = bytes.subarray(start + EXIF_PREFIX.length + 1, Math.min(end, bytes.length));
    if (blocks.exif === undefined && openTiff(exif) !== undefined) blocks.exif = exif;
  } else if (marker === 0xe1 && hasText(bytes, start, XMP_PREFIX)) {
    blocks.xmp ??= takeBlock(bytes, start + XMP_PREFIX.length, end);
  } else if (marker === 0xed && hasText(bytes, start, PHOTOSHOP_PREFIX)) {
    // Resources of more than 64 KB continue in the next segment. 64 segments reach MAX_BLOCK_BYTES.
    const part = takeBlock(bytes, start + PHOTOSHOP_PREFIX.length, end);
    if (part !== undefined && resources.length < 64) resources.push(part);
  }
}
