/** Metadata in Photoshop image resources (Adobe Photoshop File Formats Specification, "Image Resource Blocks"). */
import { hasText, MAX_STEPS, type MetadataBlocks, takeBlock } from './metadata-blocks.js';

/** Resource ids. */
const RESOURCES: Record<number, 'iptc' | 'exif' | 'xmp'> = { 1028: 'iptc', 1058: 'exif', 1060: 'xmp' };

/** Reads IPTC, XMP and EXIF from a list of image resources. */
export function readResources(bytes: Uint8Array): MetadataBlocks {
  const blocks: MetadataBlocks = {};
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  for (let step = 0; step < MAX_STEPS && at + 12 <= bytes.length && hasText(bytes, at, '8BIM'); step++) {
    const id = view.getUint16(at + 4);
    // Pascal string: a length byte and a name, padded to an even total length.
    const sizeAt = at + 6 + (((bytes[at + 6] as number) + 2) & ~1);
    if (sizeAt + 4 > bytes.length) break;
    const size = view.getUint32(sizeAt);
    const kind = RESOURCES[id];
    if (kind !== undefined) blocks[kind] ??= takeBlock(bytes, sizeAt + 4, Math.min(sizeAt + 4 + size, bytes.length));
    at = sizeAt + 4 + size + (size & 1);
  }
  return blocks;
}
