/**
 * A perceptual hash: 64 bits that change little when a picture is scaled, encoded anew or slightly retouched. The number of bits in which two
 * hashes differ says how different the pictures are.
 *
 * The method is the DCT hash of C. Zauner, "Implementation and Benchmarking of Perceptual Image Hash Functions" (2010), section 3.2.1:
 * grey, 32 × 32, a two-dimensional discrete cosine transform, of which the 8 × 8 lowest frequencies without the constant row and column give
 * a bit each: whether they lie above their median. Shrinking by averages takes the place of the mean filter there.
 */
import type { RgbImage } from './resize-bicubic.js';

/** The picture is brought to this width and height. */
const EDGE = 32;

/** Frequencies 1…8 in both directions. */
const KEPT = 8;

/** Of a coefficient: what rounding makes of an even surface is less, what an eye sees is far more. */
const NOTHING = 1e-3;

/** `BASIS[(f − 1) * EDGE + x]`: the DCT-II's cosine of frequency f at place x. */
const BASIS = Float64Array.from({ length: KEPT * EDGE }, (_, i) => {
  const frequency = Math.floor(i / EDGE) + 1;
  return Math.cos((Math.PI * (2 * (i % EDGE) + 1) * frequency) / (2 * EDGE));
});

/**
 * Computes the hash of a whole, upright picture.
 * @returns 8 bytes, the lowest frequencies in the highest bits of the first; an even surface has no bit set
 */
export function computePhash(image: RgbImage): Uint8Array<ArrayBuffer> {
  const grey = shrinkToGrey(image);
  // Rows first: along[y * KEPT + u] is row y's share of horizontal frequency u + 1.
  const along = new Float64Array(EDGE * KEPT);
  for (let y = 0; y < EDGE; y++) {
    for (let u = 0; u < KEPT; u++) {
      let sum = 0;
      for (let x = 0; x < EDGE; x++) sum += (grey[y * EDGE + x] as number) * (BASIS[u * EDGE + x] as number);
      along[y * KEPT + u] = sum;
    }
  }
  const coefficients = new Float64Array(KEPT * KEPT);
  for (let v = 0; v < KEPT; v++) {
    for (let u = 0; u < KEPT; u++) {
      let sum = 0;
      for (let y = 0; y < EDGE; y++) sum += (along[y * KEPT + u] as number) * (BASIS[v * EDGE + y] as number);
      coefficients[v * KEPT + u] = Math.abs(sum) < NOTHING ? 0 : sum;
    }
  }
  const sorted = coefficients.slice().sort();
  const median = ((sorted[31] as number) + (sorted[32] as number)) / 2;
  const hash = new Uint8Array(KEPT);
  coefficients.forEach((coefficient, i) => {
    if (coefficient > median) hash[i >> 3] = (hash[i >> 3] as number) | (128 >> (i & 7));
  });
  return hash;
}

/** Grey by the weights of ITU-R BT.601, each of the 32 × 32 values the average of its part of the picture. */
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

/** From which pixel to before which one a part reaches; a picture of fewer pixels than parts has some in several. */
function partOf(index: number, length: number): [from: number, before: number] {
  const from = Math.floor((index * length) / EDGE);
  return [from, Math.max(from + 1, Math.floor(((index + 1) * length) / EDGE))];
}
