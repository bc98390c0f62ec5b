/** Decoded pixels: 8-bit RGB, rows from the top. */
export interface RgbImage {
  /** `width * height * 3` bytes. */
  data: Uint8Array;
  /** In pixels. */
  width: number;
  height: number;
}
