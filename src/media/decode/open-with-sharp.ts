import sharp, { type SharpOptions } from 'sharp';
import { PhotoseekError } from '../../errors.js';
import { hasText } from '../../metadata/containers/metadata-blocks.js';
import type { Identity } from '../identify/identify.js';
import { markCutShort, repairEnd } from '../repair/repair.js';
import { estimateMemory } from './estimate-memory.js';
import { checkDemand } from './limits.js';
import { pickFrame } from './pick-frame.js';
import { endsEarly, hasAllRows, isBlank } from './salvage.js';
import { readMetadata, SHARP_INPUT } from './sharp-input.js';
import { isSrgbProfile } from './srgb-profile.js';
import { openSvg } from './svg.js';
import type { OpenImage } from './types.js';

/**
 * Images of 16 bits a channel are reduced to 8 bits first. Otherwise libvips converts their profile's colours to Display P3 and outputs
 * these as sRGB, and it ignores the profile of a grey image.
 */
const EIGHT_BITS: Record<string, 'srgb' | 'b-w'> = { rgb16: 'srgb', grey16: 'b-w' };

/** Formats whose decoders go on where the data ends early, some by a repaired copy. */
const GOES_ON: ReadonlySet<string> = new Set(['jpeg', 'png', 'gif', 'webp', 'tiff']);

/**
 * Opens the formats that sharp decodes. Of an animated GIF or WebP one frame is decoded (see {@link pickFrame}), of an animated PNG its
 * default image, of a TIFF of several pages the first.
 * @throws PhotoseekError `damaged-image`, `image-too-large`
 */
export async function openWithSharp(bytes: Uint8Array, identity: Identity): Promise<OpenImage> {
  const { format } = identity;
  if (format === 'svg') return openSvg(bytes, identity);
  if (format === 'avif' && !hasText(bytes, 8, 'avif')) return openWithSharp(renameBrand(bytes), identity);
  if (!GOES_ON.has(format)) return markCutShort(await open(bytes, identity, SHARP_INPUT), bytes);
  const salvage = (cause: Error) => openRest(bytes, identity, cause);
  try {
    return { ...markCutShort(await open(bytes, identity, SHARP_INPUT), bytes), salvage };
  } catch (error) {
    if (!endsEarly(error)) throw error;
    return salvage(error);
  }
}

async function open(bytes: Uint8Array, identity: Identity, options: SharpOptions): Promise<OpenImage> {
  const { format } = identity;
  const meta = await readMetadata(bytes, options);
  const { width, height } = meta;
  checkDemand({ width, height, fileBytes: bytes.length, decodeBytes: estimateMemory(bytes, format, meta) });
  const isAnimation = format === 'gif' || format === 'webp';
  const page = isAnimation ? pickFrame(meta.pages ?? 1, width * height) : 0;
  const eightBits = EIGHT_BITS[meta.space];
  const ignoreIcc = meta.space === 'srgb' && meta.icc !== undefined && isSrgbProfile(meta.icc);
  const input = { ...options, ignoreIcc, ...(page === 0 ? {} : { page }) };
  const decode = () => {
    const image = sharp(bytes, input).autoOrient();
    return eightBits === undefined ? image : image.pipelineColourspace(eightBits);
  };
  return { ...meta.autoOrient, identity, decode };
}

/**
 * Opens an image that ends early, as far as it goes.
 * @param cause of the failure of the strict decoder; thrown where there are no pixels
 */
async function openRest(bytes: Uint8Array, identity: Identity, cause: Error): Promise<OpenImage> {
  const repaired = repairEnd(bytes, identity.format) ?? bytes;
  try {
    const rest = await open(repaired, identity, { ...SHARP_INPUT, failOn: 'none' });
    if (!(await isBlank(rest)) || (await hasAllRows(repaired, identity))) return { ...rest, defect: 'truncated' };
  } catch (error) {
    if (error instanceof PhotoseekError && error.code === 'image-too-large') throw error;
  }
  throw cause;
}

/** libvips recognises AVIF by its major brand only; an image sequence has another one, although it contains a still image, too. */
function renameBrand(bytes: Uint8Array): Buffer {
  const renamed = Buffer.from(bytes);
  renamed.write('avif', 8, 'latin1');
  return renamed;
}
