import type { IMagickImage } from '@imagemagick/magick-wasm';
import { PhotoseekError } from '../../errors.js';
import { readHeaderSize, type Size } from '../identify/header-size.js';
import type { Identity } from '../identify/identify.js';
import { markBroken } from '../worker/recycle.js';
import { toDecodeError } from './decode-error.js';
import { checkDemand } from './limits.js';
import { loadMagick, type MagickLibrary } from './magick.js';
import { openWithSharp } from './open-with-sharp.js';
import type { OpenImage } from './types.js';
import { countChannels, type PixelLayout, wrapPixels } from './wrap-pixels.js';

/** How ImageMagick names a format, and what decoding takes: bytes a pixel, as measured, the finished pixels among them. */
interface Recipe {
  coder: string;
  bytesAPixel: number;
  /** The decoder has turned the picture already, whatever EXIF says. */
  isUpright?: boolean;
}

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
};

/** Any camera's raw file: which one it is, LibRaw finds out itself. */
const RAW: Recipe = { coder: 'DNG', bytesAPixel: 24 };

const TIFF: Identity = { format: 'tiff', mediaType: 'image/tiff', decoder: 'sharp' };

/**
 * Opens what ImageMagick reads. It is decoded once, here, and handed to the picture library as uncompressed pixels with the colour profile
 * that the file carries.
 * @throws PhotoseekError `damaged-image`, `image-too-large`, `unsupported-format`
 */
export async function openWithMagick(bytes: Uint8Array, identity: Identity): Promise<OpenImage> {
  const recipe = RECIPES[identity.format] ?? RAW;
  const check = ({ width, height }: Size) =>
    // The file is copied into the decoder's memory.
    checkDemand({ width, height, fileBytes: 2 * bytes.length, decodeBytes: width * height * recipe.bytesAPixel });
  const size = readHeaderSize(bytes, identity.format);
  if (size !== undefined) check(size);
  const magick = await loadMagick();
  try {
    if (size === undefined) check(ping(magick, bytes, recipe));
    const pixels = decode(magick, bytes, recipe);
    return { ...(await openWithSharp(pixels, TIFF)), identity };
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

function exportPixels(magick: MagickLibrary, image: IMagickImage, { isUpright = false }: Recipe): Buffer {
  const kind = toKind(magick, image);
  const { width, height, hasAlpha } = image;
  const isTurned = !isUpright && image.orientation >= 1 && image.orientation <= 8;
  const layout: PixelLayout = {
    width,
    height,
    kind,
    hasAlpha,
    orientation: isTurned ? image.orientation : 1,
    profile: image.getColorProfile()?.data,
  };
  const { file, pixels } = wrapPixels(layout);
  const channels = CHANNEL_NAMES[kind] + (hasAlpha ? 'A' : '');
  const rowBytes = width * countChannels(layout);
  // In bands, so that what is copied out is never there twice.
  const bandHeight = Math.max(1, Math.floor(4_000_000 / rowBytes));
  image.getPixels((source) => {
    for (let y = 0; y < height; y += bandHeight) {
      const band = source.toByteArray(0, y, width, Math.min(bandHeight, height - y), channels);
      if (band !== null) pixels.set(band, y * rowBytes);
    }
  });
  return file;
}

/** Colour spaces that the picture library has no name for (Lab, YCbCr…) become sRGB here. */
function toKind({ ColorSpace }: MagickLibrary, image: IMagickImage): PixelLayout['kind'] {
  if (image.colorSpace === ColorSpace.Gray) return 'grey';
  if (image.colorSpace === ColorSpace.CMYK) return 'cmyk';
  if (image.colorSpace !== ColorSpace.sRGB) image.colorSpace = ColorSpace.sRGB;
  return 'rgb';
}

/** ImageMagick's messages end with a temporary name and a place in its source, which help nobody. */
function toMagickError(cause: Error, format: string): PhotoseekError {
  if (cause instanceof PhotoseekError) return cause;
  const reason = cause.message.split(/[`\n]/)[0]?.trim() || cause.name;
  if (/LimitExceeded|ExceedsLimit|ResourcesExhausted|MemoryAllocationFailed/i.test(reason)) {
    return new PhotoseekError('image-too-large', `The picture is larger than can be decoded (${reason}).`, { cause });
  }
  if (/NoDecodeDelegate|NotAuthorized|unsupported|not supported/i.test(reason)) {
    return new PhotoseekError('unsupported-format', `This kind of ${format} picture cannot be read (${reason}).`, {
      cause,
    });
  }
  return toDecodeError(new Error(reason, { cause }));
}
