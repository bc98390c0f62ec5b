import { readGifBlocks } from './containers/gif.js';
import { readIsoMediaBlocks } from './containers/iso-media.js';
import { readJpegBlocks } from './containers/jpeg.js';
import { readPngBlocks } from './containers/png.js';
import { readPsdBlocks } from './containers/psd.js';
import { readTiffBlocks } from './containers/tiff-file.js';
import { readWebpBlocks } from './containers/webp.js';
import { hasText, type MetadataBlocks } from './metadata-blocks.js';

/**
 * Finds the metadata in a picture of any format that keeps some: JPEG, PNG, WebP, GIF, TIFF and raw formats like it, HEIC, AVIF, JPEG
 * XL, PSD. The format is recognised by content.
 * @param bytes the whole file; only headers and metadata are touched
 */
export function findMetadataBlocks(bytes: Uint8Array): MetadataBlocks {
  if (hasText(bytes, 0, '\xff\xd8')) return readJpegBlocks(bytes);
  if (hasText(bytes, 0, '\x89PNG\r\n\x1a\n')) return readPngBlocks(bytes);
  if (hasText(bytes, 0, 'RIFF') && hasText(bytes, 8, 'WEBP')) return readWebpBlocks(bytes);
  if (hasText(bytes, 0, '8BPS')) return readPsdBlocks(bytes);
  if (hasText(bytes, 0, 'GIF8')) return readGifBlocks(bytes);
  if (hasText(bytes, 0, 'II') || hasText(bytes, 0, 'MM')) return readTiffBlocks(bytes);
  if (hasText(bytes, 4, 'ftyp') || hasText(bytes, 4, 'JXL ')) return readIsoMediaBlocks(bytes);
  return {};
}
