/**
 * A perceptual hash: 64 bits that change little when an image is scaled, re-encoded or slightly retouched. The Hamming distance of two hashes
 * measures how different the images are.
 *
 * The method is the DCT hash of C. Zauner, "Implementation and Benchmarking of Perceptual Image Hash Functions" (2010), section 3.2.1:
 * grey, 32 × 32, a two-dimensional discrete cosine transform, of which the 8 × 8 lowest frequencies without the constant row and column give
 * a bit each: whether they lie above their median. Shrinking by averages takes the place of the mean filter there.
 */
import type { RgbImage } from '../../model/rgb-image.js';

/** The image is reduced to this width and height. */
const EDGE = 32;

/** Frequencies 1…8 in both directions. */
const FREQUENCIES = 8;

/** Smaller coefficients are rounding errors of a uniform area; visible structure is far above. */
const EPSILON = 1e-3;

/** `BASIS[(f − 1) * EDGE + x]`: the DCT-II's cosine of frequency f at place x. */
const BASIS = Float64Array.from({ length: FREQUENCIES * EDGE }, (_, i) => {
  const frequency = Math.floor(i / EDGE) + 1;
  return Math.cos((Math.PI * (2 * (i % EDGE) + 1) * frequency) / (2 * EDGE));
});

/**
 * Computes the hash of a whole, upright image.
 * @returns 8 bytes, the lowest frequencies in the highest bits of the first; a uniform image has no bit set
 */
export function computePhash(image: RgbImage): Uint8Array<ArrayBuffer> {
  const grey = shrinkToGrey(image);
  // Rows first: along[y * FREQUENCIES + u] is row y's share of horizontal frequency u + 1.
  const along = new Float64Array(EDGE * FREQUENCIES);
  for (let y = 0; y < EDGE; y++) {
    for (let u = 0; u < FREQUENCIES; u++) {
      let sum = 0;
      for (let x = 0; x < EDGE; x++) sum += (grey[y * EDGE + x] as number) * (BASIS[u * EDGE + x] as number);
      along[y * FREQUENCIES + u] = sum;
    }
  }
  const coefficients = new Float64Array(FREQUENCIES * FREQUENCIES);
  for (let v = 0; v < FREQUENCIES; v++) {
    for (let u = 0; u < FREQUENCIES; u++) {
      let sum = 0;
      for (let y = 0; y < EDGE; y++) sum += (along[y * FREQUENCIES + u] as number) * (BASIS[v * EDGE + y] as number);
      coefficients[v * FREQUENCIES + u] = Math.abs(sum) < EPSILON ? 0 : sum;
    }
  }
  const sorted = coefficients.slice().sort();
  const median = ((sorted[31] as number) + (sorted[32] as number)) / 2;
  const hash = new Uint8Array(FREQUENCIES);
  coefficients.forEach((coefficient, i) => {
    if (coefficient > median) hash[i >> 3] = (hash[i >> 3] as number) | (128 >> (i & 7));
  });
  return hash;
}

/** Luma with the weights of ITU-R BT.601; each of the 32 × 32 values is the average over its part of the image. */
function shrinkToGrey({ data, width, height }: RgbImage): Float64Array {
  const grey = new Float64Array(EDGE * EDGE);
  for (let y = 0; y < EDGE; y++) {
    const [top, bottom] = partOf(y, height);
    for (let x = 0; x < EDGE; x++) {
      const [left, right] = partOf(x, width);
      let sum = 0;
      for (let row = top; row < bottom; row++) {
        for (let at = (row * width + left) * 3, end = (row * width + right) * 3; at < end; at += 3) {
          sum += 299 * (data[at] as number) + 587 * (data[at + 1] as number) + 114 * (data[at + 2] as number);
        }
      }
      grey[y * EDGE + x] = sum / (1000 * (bottom - top) * (right - left));
    }
  }
  return grey;
}

/** The half-open range of pixels of a part; in an image of fewer pixels than parts, parts share pixels. */
function partOf(index: number, length: number): [from: number, before: number] {
  const from = Math.floor((index * length) / EDGE);
  return [from, Math.max(from + 1, Math.floor(((index + 1) * length) / EDGE))];
}
