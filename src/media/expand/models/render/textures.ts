import { openImage } from '../../../decode/open-image.js';
import { MAX_TEXTURE_EDGE, MAX_TEXTURE_PIXELS, MAX_TEXTURE_SOURCE_PIXELS } from '../mesh/limits.js';
import type { Material } from '../mesh/mesh.js';

/** Decoded pixels, RGBA, sRGB, rows from the top. */
export interface Texture {
  width: number;
  height: number;
  data: Uint8Array;
}

/**
 * Decodes the textures of materials, each once.
 * @param edge no texture is larger than this on a side: more is not seen
 * @returns by the bytes of the texture's file; a texture that cannot be decoded is not there, and its material has a colour of its own
 */
export async function decodeTextures(materials: readonly Material[], edge: number): Promise<Map<Uint8Array, Texture>> {
  const files = new Set(materials.flatMap(({ texture }) => texture ?? []));
  const share = Math.floor(Math.sqrt(MAX_TEXTURE_PIXELS / Math.max(1, files.size)));
  const largest = Math.max(1, Math.min(edge, share, MAX_TEXTURE_EDGE));
  const textures = new Map<Uint8Array, Texture>();
  for (const file of files) {
    const texture = await decodeTexture(file, largest).catch(() => undefined);
    if (texture !== undefined) textures.set(file, texture);
  }
  return textures;
}

async function decodeTexture(file: Uint8Array, edge: number): Promise<Texture | undefined> {
  const image = await openImage(file);
  if (image.width * image.height > MAX_TEXTURE_SOURCE_PIXELS) return undefined;
  const { data, info } = await image
    .decode()
    .resize(edge, edge, { fit: 'inside', withoutEnlargement: true })
    .toColourspace('srgb')
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height };
}
