/** Metadata in WebP: the `EXIF` and `XMP ` chunks of its RIFF container (RFC 9649, section 2.7.1.5). */
import { hasText, MAX_STEPS, type MetadataBlocks, stripExifPrefix, takeBlock } from './metadata-blocks.js';

/** Reads the chunks. */
export function readWebpBlocks(bytes: Uint8Array): MetadataBlocks {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const blocks: MetadataBlocks = {};
  let at = 12;
  for (let step = 0; step < MAX_STEPS && at + 8 <= bytes.length; step++) {
    const size = view.getUint32(at + 4, true);
    if (hasText(bytes, at, 'EXIF')) blocks.exif ??= stripExifPrefix(takeBlock(bytes, at + 8, at + 8 + size));
    else if (hasText(bytes, at, 'XMP ')) blocks.xmp ??= takeBlock(bytes, at + 8, at + 8 + size);
    at += 8 + size + (size & 1);
  }
  return blocks;
}
