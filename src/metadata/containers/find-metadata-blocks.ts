import { readGifBlocks } from './gif.js';
import { readIsoMediaBlocks } from './iso-media.js';
import { readJpegBlocks } from './jpeg.js';
import { hasText, type MetadataBlocks } from './metadata-blocks.js';
import { readPngBlocks } from './png.js';
import { readPsdBlocks } from './psd.js';
import { readTiffBlocks } from './tiff-file.js';
import { readWebpBlocks } from './webp.js';

/**
 * Finds the metadata blocks of an image file: JPEG, PNG, WebP, GIF, TIFF and TIFF-based raw formats, HEIC, AVIF, JPEG XL, PSD. The format is
 * recognised by content.
 * @param bytes the whole file; only headers and metadata are read
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
