/** The decoder of a TIFF by its tags: sharp misreads some kinds of pixels without a word. */
import { openTiff, TiffDirectory } from '../../../metadata/readers/tiff.js';
import type { LabKind } from '../open-with-magick.js';

const TAG = { bits: 0x0102, compression: 0x0103, photometric: 0x0106, sampleFormat: 0x0153 } as const;

const YCBCR = 6;
const CIE_LAB = 8;
const ICC_LAB = 9;
const ITU_LAB = 10;

/** The two schemes of JPEG in TIFF: colours are converted by its decoder. */
const JPEG_COMPRESSIONS = [6, 7];

const SIGNED = 2;
const FLOAT = 3;
const COMPLEX = [5, 6];

/**
 * How the pixels are decoded: by sharp (most files), by ImageMagick, which converts YCbCr and takes integers of 32 bits, as Lab with the zero of
 * a* and b* as in CIELAB or ICCLAB, as fractions, or not at all, for a reason.
 */
export type TiffKind = 'sharp' | 'magick' | LabKind | 'float' | { refused: string };

/** @param bytes the whole file. A BigTIFF is not looked into. */
export function classifyTiff(bytes: Uint8Array): TiffKind {
  const tiff = openTiff(bytes);
  if (tiff === undefined) return 'sharp';
  const directory = new TiffDirectory(tiff, tiff.firstDirectory);
  const photometric = directory.number(TAG.photometric);
  const bits = directory.number(TAG.bits) ?? 1;
  const format = directory.number(TAG.sampleFormat) ?? 1;
  if (photometric === YCBCR)
    return JPEG_COMPRESSIONS.includes(directory.number(TAG.compression) ?? 1) ? 'sharp' : 'magick';
  if (photometric === CIE_LAB) return bits > 8 ? 'cie-lab-16' : 'cie-lab';
  if (photometric === ICC_LAB) return 'icc-lab';
  if (photometric === ITU_LAB) return { refused: 'ITULAB colours' };
  if (format === FLOAT) return bits <= 32 ? 'float' : { refused: `floating-point samples of ${bits} bits` };
  if (format === SIGNED) return { refused: 'signed samples, which are no colours' };
  if (COMPLEX.includes(format)) return { refused: 'complex samples' };
  return bits > 16 ? 'magick' : 'sharp';
}
