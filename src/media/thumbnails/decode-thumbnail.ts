import sharp from 'sharp';

/** Pixels of a picture that this program encoded itself, row by row, four bytes each: red, green, blue, opacity. */
export interface Pixels {
  width: number;
  height: number;
  data: Uint8Array;
}

/** Decodes a thumbnail. Not for pictures from elsewhere: those are decoded in a process of their own. */
export async function decodeThumbnail(bytes: Uint8Array, edge: number): Promise<Pixels> {
  const { data, info } = await sharp(bytes)
    .resize(edge, edge, { fit: 'inside', withoutEnlargement: true })
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, data };
}
