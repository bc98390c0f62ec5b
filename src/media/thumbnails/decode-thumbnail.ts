import sharp, { type Sharp } from 'sharp';
import type { ThumbnailFormat } from '../worker/media-protocol.js';

/** Pixels of a thumbnail, row by row, four bytes each: red, green, blue, alpha. */
export interface Pixels {
  width: number;
  height: number;
  data: Uint8Array;
}

/** Decodes a thumbnail that photoseek encoded itself. Untrusted images are decoded in a process of their own. */
export async function decodeThumbnail(bytes: Uint8Array, edge: number): Promise<Pixels> {
  const { data, info } = await shrink(bytes, edge).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, data };
}

/** Converts a thumbnail to PNG, the format that all terminals with images support. */
export function thumbnailToPng(bytes: Uint8Array, edge: number): Promise<Uint8Array> {
  return shrink(bytes, edge).png().toBuffer();
}

/** Makes a smaller thumbnail of one that photoseek encoded itself, within a few milliseconds and without a process. */
export function shrinkThumbnail(bytes: Uint8Array, edge: number, format: ThumbnailFormat): Promise<Uint8Array> {
  const small = shrink(bytes, edge);
  return (format === 'avif' ? small.avif() : small.webp({ quality: 78, effort: 0 })).toBuffer();
}

function shrink(bytes: Uint8Array, edge: number): Sharp {
  return sharp(bytes).resize(edge, edge, { fit: 'inside', withoutEnlargement: true });
}
