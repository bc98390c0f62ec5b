import { fileTypeFromBuffer } from 'file-type';

/** What the first bytes of a file say it is. */
export interface Identity {
  /** Short lower-case name: `jpeg`, `png`, `webp`, `gif`, `tiff`, `avif`, `svg`, `heic`… */
  format: string;
  mediaType: string;
  /** Who decodes it, or `null` when nobody here can. */
  decoder: 'sharp' | null;
}

/** How many bytes from the start of a file {@link identify} wants to see. */
export const IDENTIFY_BYTES = 4100;

const SHARP_FORMATS: Record<string, string> = {
  'image/jpeg': 'jpeg',
  'image/png': 'png',
  'image/apng': 'png',
  'image/webp': 'webp',
  'image/gif': 'gif',
  'image/tiff': 'tiff',
  'image/avif': 'avif',
};

/**
 * Recognises a picture by its content; the name plays no part (a `.jpg` may be anything).
 * @param head the first {@link IDENTIFY_BYTES} bytes, or all of a smaller file
 * @returns `null` when it is no picture
 */
export async function identify(head: Uint8Array): Promise<Identity | null> {
  if (looksLikeSvg(head)) return { format: 'svg', mediaType: 'image/svg+xml', decoder: 'sharp' };
  const found = (await fileTypeFromBuffer(head)) ?? recogniseTiff(head);
  if (found === undefined || !found.mime.startsWith('image/')) return null;
  const format = SHARP_FORMATS[found.mime];
  if (format !== undefined) return { format, mediaType: found.mime, decoder: 'sharp' };
  return { format: found.ext, mediaType: found.mime, decoder: null };
}

/** Most TIFFs keep their directory at the end, where `file-type` looks for camera formats and, given a head only, gives up. */
function recogniseTiff(head: Uint8Array): { ext: string; mime: string } | undefined {
  const magic = Buffer.from(head.subarray(0, 4)).toString('latin1');
  return magic === 'II*\0' || magic === 'MM\0*' ? { ext: 'tif', mime: 'image/tiff' } : undefined;
}

/** What may stand before the root element: declarations, comments, and a document type with or without entities of its own. */
const BEFORE_SVG = /^\uFEFF?(\s|<\?[^>]*>|<!--[\s\S]*?-->|<!DOCTYPE\s+svg(\s[^[>]*)?(\[[^\]]*\]\s*)?>)*/i;

function looksLikeSvg(head: Uint8Array): boolean {
  const text = Buffer.from(head.buffer, head.byteOffset, head.length).toString('utf8');
  const start = BEFORE_SVG.exec(text)?.[0].length ?? 0;
  return /^<svg[\s/>]/i.test(text.slice(start, start + 5));
}
