import sharp, { type Metadata, type SharpOptions } from 'sharp';
import { hasText } from '../../metadata/containers/metadata-blocks.js';
import type { Identity } from '../identify/identify.js';
import { estimateMemory } from './estimate-memory.js';
import { checkDemand } from './limits.js';
import { pickFrame } from './pick-frame.js';
import { endsEarly } from './salvage.js';
import { readMetadata, SHARP_INPUT } from './sharp-input.js';
import { isSrgbProfile } from './srgb-profile.js';
import { openSvg } from './svg.js';
import type { OpenImage } from './types.js';

/**
 * Images of 16 bits a channel are reduced to 8 bits first. Otherwise libvips converts their profile's colours to Display P3 and outputs
 * these as sRGB, and it ignores the profile of a grey image.
 */
const EIGHT_BITS: Record<string, 'srgb' | 'b-w'> = { rgb16: 'srgb', grey16: 'b-w' };

/** Formats whose decoders go on where the data ends early. */
const GOES_ON: ReadonlySet<string> = new Set(['jpeg', 'png', 'gif']);

/**
 * Opens the formats that sharp decodes. Of an animated GIF or WebP one frame is decoded (see {@link pickFrame}), of an animated PNG its
 * default image, of a TIFF of several pages the first.
 * @throws PhotoseekError `damaged-image`, `image-too-large`
 */
export async function openWithSharp(bytes: Uint8Array, identity: Identity): Promise<OpenImage> {
  if (identity.format === 'svg') return openSvg(bytes, identity);
  if (identity.format === 'avif' && !hasText(bytes, 8, 'avif')) return openWithSharp(renameBrand(bytes), identity);
  const meta = await readHeader(bytes, identity);
  const { width, height } = meta;
  checkDemand({ width, height, fileBytes: bytes.length, decodeBytes: estimateMemory(bytes, identity.format, meta) });
  const isAnimation = identity.format === 'gif' || identity.format === 'webp';
  const page = isAnimation ? pickFrame(meta.pages ?? 1, width * height) : 0;
  const eightBits = EIGHT_BITS[meta.space];
  const ignoreIcc = meta.space === 'srgb' && meta.icc !== undefined && isSrgbProfile(meta.icc);
  const input = { ...SHARP_INPUT, ignoreIcc, ...(page === 0 ? {} : { page }) };
  const open = (options: SharpOptions): OpenImage => {
    const decode = () => {
      const image = sharp(bytes, options).autoOrient();
      return eightBits === undefined ? image : image.pipelineColourspace(eightBits);
    };
    return { ...meta.autoOrient, identity, decode };
  };
  const image = open(input);
  return GOES_ON.has(identity.format) ? { ...image, salvage: () => open({ ...input, failOn: 'none' }) } : image;
}

/** The header of a GIF has the number of its frames, for which the file is read to its end. */
async function readHeader(bytes: Uint8Array, { format }: Identity): Promise<Metadata> {
  return readMetadata(bytes).catch((error) => {
    if (!GOES_ON.has(format) || !endsEarly(error)) throw error;
    return readMetadata(bytes, { ...SHARP_INPUT, failOn: 'none' });
  });
}

/** libvips recognises AVIF by its major brand only; an image sequence has another one, although it contains a still image, too. */
function renameBrand(bytes: Uint8Array): Buffer {
  const renamed = Buffer.from(bytes);
  renamed.write('avif', 8, 'latin1');
  return renamed;
}
