import sharp from 'sharp';
import { PhotoseekError } from '../../../errors.js';
import type { Identity } from '../../identify/identify.js';
import { toDecodeError } from '../decode-error.js';
import { checkDemand } from '../limits.js';
import { openWithMagick } from '../open-with-magick.js';
import { openWithSharp } from '../open-with-sharp.js';
import { readMetadata, SHARP_INPUT } from '../sharp-input.js';
import type { OpenImage } from '../types.js';
import { countChannels, type PixelLayout, wrapPixels } from '../wrap-pixels.js';
import { classifyTiff } from './tiff-layout.js';

/**
 * Opens a TIFF with the decoder that reads its kind of pixels.
 * @throws PhotoseekError `damaged-image`, `image-too-large`, `unsupported-format`: of pixels whose colours are not known
 */
export async function openTiffImage(bytes: Uint8Array, identity: Identity): Promise<OpenImage> {
  const kind = classifyTiff(bytes);
  if (kind === 'sharp') return openWithSharp(bytes, identity);
  if (kind === 'float') return openFloat(bytes, identity);
  if (typeof kind === 'string') return openWithMagick(bytes, identity, kind === 'magick' ? undefined : kind);
  throw refuse(kind.refused);
}

function refuse(what: string): PhotoseekError {
  return new PhotoseekError('unsupported-format', `TIFFs with ${what} are not supported: their colours are not known.`);
}

/** Bytes a sample: two copies of four bytes, and the byte that comes out. */
const FLOAT_SAMPLE_BYTES = 9;

/** Values above 1 by more than that are light, not colours. */
const ROUNDING = 1.05;

/**
 * Opens floating-point samples. TIFF 6.0 gives them no range: values up to 1 stand for 0 to 255, those whose mean is above 1 are 0 to 255 already.
 * Both are colours as 8-bit samples are. Values above 1 with a mean up to 1 are linear light with highlights.
 */
async function openFloat(bytes: Uint8Array, identity: Identity): Promise<OpenImage> {
  const meta = await readMetadata(bytes);
  const { width, height, channels, space } = meta;
  checkDemand({ width, height, fileBytes: bytes.length, decodeBytes: width * height * channels * FLOAT_SAMPLE_BYTES });
  const isGrey = space === 'b-w';
  const samples = await readFloats(bytes, isGrey);
  const stride = samples.length / (width * height);
  const hasAlpha = stride === 4;
  const { mean, max } = measure(samples, stride, hasAlpha ? 3 : stride);
  if (!isGrey && max > ROUNDING && mean <= 1) return openWithSharp(bytes, identity);
  if (!(mean >= 0 && mean <= 255)) throw refuse(`floating-point samples whose mean is ${mean}, outside 0…255`);
  const layout: PixelLayout = {
    width,
    height,
    kind: isGrey ? 'grey' : 'rgb',
    hasAlpha,
    orientation: meta.orientation ?? 1,
    profile: meta.icc,
  };
  const { file, pixels } = wrapPixels(layout);
  const factor = mean <= 1 ? 255 : 1;
  const kept = countChannels(layout);
  for (let pixel = 0; pixel < width * height; pixel++) {
    for (let channel = 0; channel < kept; channel++) {
      // Of grey, all three colours are the same, and alpha is the fourth.
      const from = channel === kept - 1 && hasAlpha ? stride - 1 : channel;
      const value = (samples[pixel * stride + from] as number) * factor;
      pixels[pixel * kept + channel] = Math.max(0, Math.min(255, Math.round(value)));
    }
  }
  const { salvage: _, ...image } = await openWithSharp(file, identity);
  return image;
}

/** The samples as they are, RGB or RGBA. As scRGB, libvips passes on those of colours; those of grey it repeats. */
async function readFloats(bytes: Uint8Array, isGrey: boolean): Promise<Float32Array> {
  const image = sharp(bytes, { ...SHARP_INPUT, ignoreIcc: true });
  const same = isGrey ? image : image.pipelineColourspace('scrgb').toColourspace('scrgb');
  const { data } = await same
    .raw({ depth: 'float' })
    .toBuffer({ resolveWithObject: true })
    .catch((cause: Error) => {
      throw toDecodeError(cause);
    });
  return new Float32Array(data.buffer, data.byteOffset, data.length / 4);
}

/** Of the colours; what is no number counts as 0. */
function measure(samples: Float32Array, stride: number, colours: number): { mean: number; max: number } {
  let [sum, max] = [0, 0];
  for (let at = 0; at < samples.length; at += stride) {
    for (let channel = 0; channel < colours; channel++) {
      const value = samples[at + channel] as number;
      if (Number.isNaN(value)) continue;
      sum += value;
      if (value > max) max = value;
    }
  }
  return { mean: sum / ((samples.length / stride) * colours), max };
}
