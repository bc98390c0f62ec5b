import { PhotoseekError } from '../../../../errors.js';
import { MAX_MEMORY_BYTES } from '../../../decode/limits.js';

/** Bytes of a file that a model is read from. */
export const MAX_MODEL_BYTES = 200 * 1024 ** 2;

/** Bytes that a triangle takes while it is read, smoothed and drawn, rounded up. */
const TRIANGLE_BYTES = 250;

/** More triangles are not drawn: at a million, a view takes a second. On a machine with little memory, fewer. */
export const MAX_TRIANGLES = Math.min(3_000_000, Math.floor(MAX_MEMORY_BYTES / TRIANGLE_BYTES));

/** Formats without shared vertices have three for every triangle. */
export const MAX_VERTICES = 3 * MAX_TRIANGLES;

/** A triangle has the number of its material in 16 bits; a tenth of that is more than any program writes. */
export const MAX_MATERIALS = 4096;

/** In pixels. Larger textures are reduced while they are decoded. */
export const MAX_TEXTURE_EDGE = 2048;

/** Pixels of all textures of a model together: beyond that each is reduced further. */
export const MAX_TEXTURE_PIXELS = 32 * 1024 ** 2;

/** Pixels a texture may have in its file. */
export const MAX_TEXTURE_SOURCE_PIXELS = 8192 * 8192;

/** A reason may quote the file, which is shown on terminals. */
const MAX_REASON = 160;

/** The error for a model that is not a valid file of its format. */
export function damagedModel(reason: string, cause?: unknown): PhotoseekError {
  const quoted = reason.slice(0, MAX_REASON).replace(/[^\x20-\x7e]/g, '?');
  return new PhotoseekError('damaged-image', `The model is damaged or cut short (${quoted}).`, { cause });
}

/** The error for a model beyond a limit. */
export function modelTooLarge(what: string, limit: number, got: number): PhotoseekError {
  return new PhotoseekError('image-too-large', `A model must have at most ${limit} ${what}, got ${got}.`);
}

/** @throws PhotoseekError `image-too-large` */
export function checkCounts({ vertices = 0, triangles = 0 }: { vertices?: number; triangles?: number }): void {
  if (vertices > MAX_VERTICES) throw modelTooLarge('vertices', MAX_VERTICES, vertices);
  if (triangles > MAX_TRIANGLES) throw modelTooLarge('triangles', MAX_TRIANGLES, triangles);
}
