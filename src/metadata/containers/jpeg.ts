/** Metadata in JPEG: application segments before the image data (ISO/IEC 10918-1, annex B). */

import { openTiff } from '../readers/tiff.js';
import { hasText, MAX_STEPS, type MetadataBlocks, takeBlock } from './metadata-blocks.js';
import { readResources } from './photoshop-resources.js';

const EXIF_PREFIX = 'Exif\0';
const XMP_PREFIX = 'http://ns.adobe.com/xap/1.0/\0';
const PHOTOSHOP_PREFIX = 'Photoshop 3.0\0';

/** Standalone markers, which have no segment. */
const isBare = (marker: number) => marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8);

/**
 * Reads the segments. Extended XMP (data beyond the first XMP segment) is skipped: editors move depth maps and the like there, while titles and
 * keywords are in the first segment.
 */
export function readJpegBlocks(bytes: Uint8Array): MetadataBlocks {
  const blocks: MetadataBlocks = {};
  const resources: Uint8Array[] = [];
  let at = 2;
  for (let step = 0; step < MAX_STEPS && at + 4 <= bytes.length; step++) {
    const marker = bytes[at + 1] as number;
    // Fill bytes and invalid bytes between segments, which decoders skip as well.
    if (bytes[at] !== 0xff || marker === 0xff || marker === 0) {
      const next = bytes.indexOf(0xff, at + 1);
      if (next === -1) break;
      at = next;
      continue;
    }
    if (isBare(marker)) {
      at += 2;
      continue;
    }
    // Start of scan or end of image.
    if (marker === 0xda || marker === 0xd9) break;
    const end = at + 2 + (((bytes[at + 2] as number) << 8) | (bytes[at + 3] as number));
    if (end < at + 4) break;
    readSegment(bytes, marker, at + 4, end, blocks, resources);
    at = end;
  }
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
