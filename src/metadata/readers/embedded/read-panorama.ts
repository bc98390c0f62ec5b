import { findMetadataBlocks } from '../../containers/find-metadata-blocks.js';
import type { PanoramaMetadata } from '../../file-metadata.js';
import { parseXmp } from '../xmp-document.js';
import { readGoogleXmp } from './google-xmp.js';

/** The namespace of `GPano`. */
const NAMESPACE = 'ns.google.com/photos/1.0/panorama/';

/**
 * The projection of a panorama alone. Nothing is parsed of a photo without one.
 * @param bytes the whole file
 * @returns `undefined` for other photos, and where the metadata cannot be read
 */
export function readPanorama(bytes: Uint8Array): PanoramaMetadata | undefined {
  try {
    const { xmp } = findMetadataBlocks(bytes);
    if (xmp === undefined || !Buffer.from(xmp.buffer, xmp.byteOffset, xmp.byteLength).includes(NAMESPACE))
      return undefined;
    const rdf = parseXmp(xmp);
    return rdf && readGoogleXmp(rdf).panorama;
  } catch {
    return undefined;
  }
}
