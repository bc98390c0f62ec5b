import sharp from 'sharp';
import { hasText } from '../../metadata/containers/metadata-blocks.js';
import type { Identity } from '../identify/identify.js';
import { estimateMemory } from './estimate-memory.js';
import { checkDemand } from './limits.js';
import { pickFrame } from './pick-frame.js';
import { readMetadata, SHARP_INPUT } from './sharp-input.js';
import { isSrgbProfile } from './srgb-profile.js';
import { openSvg } from './svg.js';
import type { OpenImage } from './types.js';

/**
 * Images of 16 bits a channel are reduced to 8 bits first. Otherwise libvips converts their profile's colours to Display P3 and outputs
 * these as sRGB, and it ignores the profile of a grey image.
 */
const EIGHT_BITS: Record<string, 'srgb' | 'b-w'> = { rgb16: 'srgb', grey16: 'b-w' };

/**
 * Opens the formats that sharp decodes. Of an animated GIF or WebP one frame is decoded (see {@link pickFrame}), of an animated PNG its
 * default image, of a TIFF of several pages the first.
 * @throws PhotoseekError `damaged-image`, `image-too-large`
 */
export async function openWithSharp(bytes: Uint8Array, identity: Identity): Promise<OpenImage> {
  if (identity.format === 'svg') return openSvg(bytes, identity);
  if (identity.format === 'avif' && !hasText(bytes, 8, 'avif')) return openWithSharp(renameBrand(bytes), identity);
  const meta = await readMetadata(bytes);
  const { width, height } = meta;
  checkDemand({ width, height, fileBytes: bytes.length, decodeBytes: estimateMemory(bytes, identity.format, meta) });
  const isAnimation = identity.format === 'gif' || identity.format === 'webp';
  const page = isAnimation ? pickFrame(meta.pages ?? 1, width * height) : 0;
  const eightBits = EIGHT_BITS[meta.space];
  const ignoreIcc = meta.space === 'srgb' && meta.icc !== undefined && isSrgbProfile(meta.icc);
  const input = { ...SHARP_INPUT, ignoreIcc, ...(page === 0 ? {} : { page }) };
  const decode = () => {
    const image = sharp(bytes, input).autoOrient();
    return eightBits === undefined ? image : image.pipelineColourspace(eightBits);
  };
  return { ...meta.autoOrient, identity, decode };
}

/** libvips recognises AVIF by its major brand only; an image sequence has another one, although it contains a still image, too. */
function renameBrand(bytes: Uint8Array): Buffer {
  const renamed = Buffer.from(bytes);
  renamed.write('avif', 8, 'latin1');
  return renamed;
}
