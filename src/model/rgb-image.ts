/** Decoded pixels: 8-bit RGB, rows from the top. */
export interface RgbImage {
  /** `width * height * 3` bytes. */
  data: Uint8Array;
  /** In pixels. */
  width: number;
  height: number;
}

/** A rectangle of an image, in its pixels. */
export interface Rectangle {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** The pixels of a rectangle that lies within an image, in a buffer of their own. */
export function cutOut({ data, width }: RgbImage, { left, top, width: cutWidth, height }: Rectangle): Uint8Array {
  const cut = new Uint8Array(cutWidth * height * 3);
  for (let y = 0; y < height; y++) {
    const start = ((top + y) * width + left) * 3;
    cut.set(data.subarray(start, start + cutWidth * 3), y * cutWidth * 3);
  }
  return cut;
}
