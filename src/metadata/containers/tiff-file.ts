/** Metadata in a TIFF file or a TIFF-based raw file: the file itself is the EXIF block; XMP and IPTC are tags of its first directory (IFD0). */

import { openTiff, TiffDirectory } from '../readers/tiff.js';
import { MAX_BLOCK_BYTES, type MetadataBlocks } from './metadata-blocks.js';
import { readResources } from './photoshop-resources.js';

const XMP_TAG = 700;
const IPTC_TAG = 33723;
const PHOTOSHOP_TAG = 34377;

/** Reads IFD0. */
export function readTiffBlocks(bytes: Uint8Array): MetadataBlocks {
  const tiff = openTiff(bytes);
  if (tiff === undefined) return {};
  const directory = new TiffDirectory(tiff, tiff.firstDirectory);
  const resources = directory.bytes(PHOTOSHOP_TAG, MAX_BLOCK_BYTES);
  const iptc = directory.bytes(IPTC_TAG, MAX_BLOCK_BYTES);
  return {
    exif: bytes,
    xmp: directory.bytes(XMP_TAG, MAX_BLOCK_BYTES),
    iptc: (iptc && fixOrder(iptc)) ?? (resources && readResources(resources).iptc),
  };
}

/** IPTC records begin with 0x1c. Some programs stored them as 32-bit numbers, so that in some files every four bytes are reversed. */
function fixOrder(iptc: Uint8Array): Uint8Array | undefined {
  if (iptc[0] === 0x1c) return iptc;
  if (iptc[3] !== 0x1c) return undefined;
  return Buffer.from(iptc.subarray(0, iptc.length & ~3)).swap32();
}
