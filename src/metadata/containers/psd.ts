/** Metadata in Photoshop documents (PSD): image resources (Adobe Photoshop File Formats Specification). */
import type { MetadataBlocks } from './metadata-blocks.js';
import { readResources } from './photoshop-resources.js';

/** Reads the resources, which follow a header of 26 bytes and the colour mode data. */
export function readPsdBlocks(bytes: Uint8Array): MetadataBlocks {
  if (bytes.length < 34) return {};
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const at = 30 + view.getUint32(26);
  if (at + 4 > bytes.length) return {};
  return readResources(bytes.subarray(at + 4, at + 4 + view.getUint32(at)));
}
