/** Whether a file holds a depth map or a second view of a stereo pair. Neither is decoded. */
import { type Box, readBoxes } from '../../containers/iso-media.js';
import { readSegments } from '../../containers/jpeg-segments.js';
import { hasText } from '../../containers/metadata-blocks.js';
import { placeItems } from './find-film.js';
import type { GoogleXmp } from './google-xmp.js';
import { hasDepthPicture } from './multi-picture.js';

/** The first bytes of an APP1 segment with a part of extended XMP; `GDepth:Data` is that large. */
const EXTENDED_XMP_PREFIX = 'http://ns.adobe.com/xmp/extension/\0';

/** Container items with depth: `Item:Semantic`, or the end of `Item:DataURI` (dynamic depth). */
const DEPTH_SEMANTICS: ReadonlySet<string> = new Set(['depth', 'depthmap']);

/**
 * Types of auxiliary images that are depth maps (ISO/IEC 23008-12 and 23000-22; Apple). Gain maps and mattes are others:
 * `urn:com:apple:photo:2020:aux:hdrgainmap`.
 */
const DEPTH_TYPE =
  /^urn:(mpeg:hevc:2015:auxid:2|mpeg:mpegB:cicp:systems:auxiliary:depth|com:apple:photo:\d{4}:aux:\w*(depth|disparity)\w*)$/i;

/** Properties of a HEIC file: some hundred for a picture of tiles. */
const MAX_PROPERTIES = 2000;

/** @param bytes the whole file */
export function hasDepth(bytes: Uint8Array, xmp: GoogleXmp | undefined): boolean {
  if (hasDepthItem(bytes, xmp)) return true;
  if (hasText(bytes, 0, '\xff\xd8'))
    return hasDepthPicture(bytes) || (xmp?.hasGDepth === true && hasExtendedXmp(bytes));
  return hasText(bytes, 4, 'ftyp') && hasDepthProperty(bytes);
}

/** An item that is where it is said to be: a JPEG or PNG image of its own. */
function hasDepthItem(bytes: Uint8Array, xmp: GoogleXmp | undefined): boolean {
  return placeItems(bytes.length, xmp?.items ?? []).some(
    ({ semantic, offset }) =>
      DEPTH_SEMANTICS.has(semantic) &&
      (hasText(bytes, offset, '\xff\xd8\xff') ||
        hasText(bytes, offset, '\x89PNG') ||
        hasText(bytes, offset + 4, 'ftyp')),
  );
}

function hasExtendedXmp(bytes: Uint8Array): boolean {
  for (const { marker, start } of readSegments(bytes))
    if (marker === 0xe1 && hasText(bytes, start, EXTENDED_XMP_PREFIX)) return true;
  return false;
}

/** `auxC` among the item properties: meta → iprp → ipco. */
function hasDepthProperty(bytes: Uint8Array): boolean {
  const find = (type: string, { start, end }: Pick<Box, 'start' | 'end'>) => {
    for (const box of readBoxes(bytes, start, end)) if (box.type === type) return box;
    return undefined;
  };
  const meta = find('meta', { start: 0, end: bytes.length });
  const properties = meta && find('iprp', { start: meta.start + 4, end: meta.end });
  const container = properties && find('ipco', properties);
  if (container === undefined) return false;
  let looked = 0;
  for (const { type, start, end } of readBoxes(bytes, container.start, container.end)) {
    if (++looked > MAX_PROPERTIES) return false;
    if (type === 'auxC' && DEPTH_TYPE.test(readAuxiliaryType(bytes, start + 4, end))) return true;
  }
  return false;
}

/** Zero-terminated text. */
function readAuxiliaryType(bytes: Uint8Array, start: number, end: number): string {
  const text = bytes.subarray(start, Math.min(end, start + 200));
  const length = text.indexOf(0);
  return String.fromCharCode(...(length === -1 ? text : text.subarray(0, length)));
}
