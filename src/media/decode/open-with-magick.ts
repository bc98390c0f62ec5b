import type { IMagickImage } from '@imagemagick/magick-wasm';
import { PhotoseekError } from '../../errors.js';
import type { Defect } from '../../model/defect.js';
import { readHeaderSize, type Size } from '../identify/header-size.js';
import type { Identity } from '../identify/identify.js';
import { isCutShort } from '../repair/cut-short.js';
import { repairEnd } from '../repair/repair.js';
import { markBroken } from '../worker/recycle.js';
import { toDecodeError } from './decode-error.js';
import { checkDemand } from './limits.js';
import { loadMagick, type MagickLibrary } from './magick.js';
import { openWithSharp } from './open-with-sharp.js';
import { isBlank } from './salvage.js';
import { labToSrgb } from './tiff/lab.js';
import type { OpenImage } from './types.js';
import { countChannels, type PixelLayout, wrapPixels } from './wrap-pixels.js';

/** ImageMagick's name of a format, and the memory that decoding takes: bytes a pixel, as measured, output included. */
interface Recipe {
  coder: string;
  bytesAPixel: number;
  /** The decoder rotates the image itself; EXIF orientation is ignored. */
  isUpright?: boolean;
  lab?: LabKind;
}

/** Where a* and b* are 0: CIELAB has them signed, ICCLAB with an offset. */
export type LabKind = 'cie-lab' | 'cie-lab-16' | 'icc-lab';

/** The decoder adds half of its range of 255 to signed values and rounds down; of 16 bits it takes 255 / 65535. */
const TO_CHROMA: Record<LabKind, (byte: number) => number> = {
  'cie-lab': (byte) => byte - (byte < 127 ? 128 : 127),
  'cie-lab-16': (byte) => ((byte - 127) * 256) / 255,
  'icc-lab': (byte) => byte - 128,
};

const RECIPES: Record<string, Recipe> = {
  heic: { coder: 'HEIC', bytesAPixel: 14, isUpright: true },
  heif: { coder: 'HEIC', bytesAPixel: 14, isUpright: true },
  jxl: { coder: 'JXL', bytesAPixel: 16 },
  jp2: { coder: 'JP2', bytesAPixel: 20 },
  j2k: { coder: 'J2K', bytesAPixel: 20 },
  bmp: { coder: 'BMP', bytesAPixel: 8 },
  pbm: { coder: 'PBM', bytesAPixel: 8 },
  pgm: { coder: 'PGM', bytesAPixel: 8 },
  ppm: { coder: 'PPM', bytesAPixel: 8 },
  pam: { coder: 'PAM', bytesAPixel: 8 },
  psd: { coder: 'PSD', bytesAPixel: 12 },
  // Only kinds that sharp misreads: see `tiff/open-tiff.ts`.
  tiff: { coder: 'TIFF', bytesAPixel: 16 },
};

/** Camera raw files of any maker: LibRaw identifies them itself. */
const RAW: Recipe = { coder: 'DNG', bytesAPixel: 24 };

const TIFF: Identity = { format: 'tiff', kind: 'image', mediaType: 'image/tiff', decoder: 'sharp' };

/**
 * Opens the formats that ImageMagick decodes: the image is decoded here, once, and passed to sharp as uncompressed pixels with the colour
 * profile of the file.
 * @param lab pixels are such a kind of Lab
 * @throws PhotoseekError `damaged-image`, `image-too-large`, `unsupported-format`
 */
export async function openWithMagick(bytes: Uint8Array, identity: Identity, lab?: LabKind): Promise<OpenImage> {
  const recipe = { ...(RECIPES[identity.format] ?? RAW), ...(lab && { lab }) };
  const check = ({ width, height }: Size) =>
    // The file is copied into the decoder's memory.
    checkDemand({ width, height, fileBytes: 2 * bytes.length, decodeBytes: width * height * recipe.bytesAPixel });
  const size = readHeaderSize(bytes, identity.format);
  if (size !== undefined) check(size);
  const magick = await loadMagick();
  try {
    if (size === undefined) check(ping(magick, bytes, recipe));
    const { pixels, defect } = decodeAsFar(magick, bytes, recipe, identity);
    const { salvage: _, ...image } = await openWithSharp(pixels, TIFF);
    if (defect !== undefined && (await isBlank(image)))
      throw toDecodeError(new Error('nothing but its header is there'));
    return { ...image, identity, ...(defect && { defect }) };
  } catch (cause) {
    if (!(cause instanceof PhotoseekError) && !(cause instanceof magick.MagickError)) markBroken();
    throw toMagickError(cause as Error, identity.format);
  }
}

function makeSettings({ MagickReadSettings }: MagickLibrary, { coder }: Recipe) {
  return new MagickReadSettings({ format: coder as 'HEIC', frameIndex: 0, frameCount: 1 });
}

function ping(magick: MagickLibrary, bytes: Uint8Array, recipe: Recipe): Size {
  return magick.MagickImageInfo.create(bytes, makeSettings(magick, recipe));
}

/** Decodes an image; where its file ends early, as much of it as there is. Some decoders go on by themselves. */
function decodeAsFar(magick: MagickLibrary, bytes: Uint8Array, recipe: Recipe, { format }: Identity) {
  const defect: Defect | undefined = isCutShort(bytes, format) ? 'truncated' : undefined;
  try {
    return { pixels: decode(magick, bytes, recipe), defect };
  } catch (error) {
    const repaired = error instanceof magick.MagickError ? repairEnd(bytes, format) : undefined;
    if (repaired === undefined) throw error;
    return { pixels: decode(magick, repaired, recipe), defect };
  }
}

function decode(magick: MagickLibrary, bytes: Uint8Array, recipe: Recipe): Buffer {
  const image = magick.MagickImage.create();
  try {
    image.read(bytes, makeSettings(magick, recipe));
    return exportPixels(magick, image, recipe);
  } finally {
    image.dispose();
  }
}

const CHANNEL_NAMES = { grey: 'R', rgb: 'RGB', cmyk: 'CMYK' } as const;

function exportPixels(magick: MagickLibrary, image: IMagickImage, { isUpright = false, lab }: Recipe): Buffer {
  const kind = lab === undefined ? toKind(magick, image) : 'rgb';
  const { width, height, hasAlpha } = image;
  const isTurned = !isUpright && image.orientation >= 1 && image.orientation <= 8;
  const layout: PixelLayout = {
    width,
    height,
    kind,
    hasAlpha,
    orientation: isTurned ? image.orientation : 1,
    // A profile of Lab is one of other numbers than those that come out.
    profile: lab === undefined ? image.getColorProfile()?.data : undefined,
  };
  const { file, pixels } = wrapPixels(layout);
  const channels = CHANNEL_NAMES[kind] + (hasAlpha ? 'A' : '');
  const rowBytes = width * countChannels(layout);
  // In bands, so that the whole image is never in memory twice.
  const bandHeight = Math.max(1, Math.floor(4_000_000 / rowBytes));
  image.getPixels((source) => {
    for (let y = 0; y < height; y += bandHeight) {
      const band = source.toByteArray(0, y, width, Math.min(bandHeight, height - y), channels);
      if (band !== null) pixels.set(band, y * rowBytes);
    }
  });
  if (lab !== undefined) labToSrgb(pixels, countChannels(layout), TO_CHROMA[lab]);
  return file;
}

/** Colour spaces that sharp does not know (Lab, YCbCr…) are converted to sRGB here. */
function toKind({ ColorSpace }: MagickLibrary, image: IMagickImage): PixelLayout['kind'] {
  if (image.colorSpace === ColorSpace.Gray) return 'grey';
  if (image.colorSpace === ColorSpace.CMYK) return 'cmyk';
  if (image.colorSpace !== ColorSpace.sRGB) image.colorSpace = ColorSpace.sRGB;
  return 'rgb';
}

/** Strips the temporary file name and the source location from ImageMagick's messages. */
function toMagickError(cause: Error, format: string): PhotoseekError {
  if (cause instanceof PhotoseekError) return cause;
  const reason = cause.message.split(/[`\n]/)[0]?.trim() || cause.name;
  if (/LimitExceeded|ExceedsLimit|ResourcesExhausted|MemoryAllocationFailed/i.test(reason)) {
    return new PhotoseekError('image-too-large', `The image exceeds the decoder's limits (${reason}).`, { cause });
  }
  if (/NoDecodeDelegate|NotAuthorized|unsupported|not supported/i.test(reason)) {
    return new PhotoseekError('unsupported-format', `This kind of ${format} image is not supported (${reason}).`, {
      cause,
    });
  }
  return toDecodeError(new Error(reason, { cause }));
}
