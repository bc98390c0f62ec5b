import type { Metadata } from 'sharp';
import { openTiff, TiffDirectory } from '../../metadata/readers/tiff.js';
import { readJpegHeader } from '../identify/jpeg-header.js';

/** Bytes a pixel, as measured on images of 32 to 256 megapixels, rounded up. */
const WEBP = 8;
const ANIMATED_WEBP = 16;
const GIF = 12;
const AVIF = 18;

/** Bytes that decoding takes beyond some rows: the part that a format or a file holds in memory as a whole. */
export function estimateMemory(bytes: Uint8Array, format: string, meta: Metadata): number {
  const pixels = meta.width * meta.height;
  const sampleBytes = meta.depth === 'uchar' ? 1 : 2;
  switch (format) {
    case 'jpeg':
      return readJpegHeader(bytes)?.coefficientBytes ?? 0;
    case 'png':
      // Of an interlaced image, no row is complete before the last pass.
      return meta.isProgressive ? pixels * meta.channels * sampleBytes : 0;
    case 'webp':
      return pixels * ((meta.pages ?? 1) > 1 ? ANIMATED_WEBP : WEBP);
    case 'gif':
      return pixels * GIF;
    case 'avif':
      return pixels * AVIF * sampleBytes;
    case 'tiff':
      return measureTileRow(bytes) * meta.width * meta.channels * sampleBytes;
    default:
      return 0;
  }
}

const TILE_LENGTH = 0x0143;

/** The rows of a TIFF that are decoded at once: the height of a tile. */
function measureTileRow(bytes: Uint8Array): number {
  const tiff = openTiff(bytes);
  return (tiff && new TiffDirectory(tiff, tiff.firstDirectory).number(TILE_LENGTH)) ?? 1;
}
