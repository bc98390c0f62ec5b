import type { RgbImage } from '../../model/rgb-image.js';

/** For each output position, the first source position it reads and the weights of `taps` from there on; they sum to 1. */
interface Taps {
  taps: number;
  first: Int32Array;
  weights: Float32Array;
}

/**
 * Scales an image to an exact size, each axis by itself: the mean of the area that an output pixel covers where it shrinks, bilinear with
 * pixel centres at half-integers where it enlarges. Both as OpenCV does (`INTER_AREA`, `INTER_LINEAR`), which the detectors were published with.
 */
export function scaleImage(image: RgbImage, width: number, height: number): RgbImage {
  if (image.width === width && image.height === height) return image;
  const rows = scaleRows(image, computeTaps(image.width, width), width);
  return { data: scaleColumns(rows, width * 3, computeTaps(image.height, height), height), width, height };
}

function computeTaps(sourceLength: number, length: number): Taps {
  return length < sourceLength ? averageArea(sourceLength, length) : interpolate(sourceLength, length);
}

function averageArea(sourceLength: number, length: number): Taps {
  const scale = sourceLength / length;
  const taps = Math.min(Math.ceil(scale) + 1, sourceLength);
  const first = new Int32Array(length);
  const weights = new Float32Array(length * taps);
  for (let i = 0; i < length; i++) {
    const low = i * scale;
    const high = low + scale;
    const start = Math.min(Math.floor(low), sourceLength - taps);
    first[i] = start;
    for (let t = 0; t < taps; t++) {
      const covered = Math.min(high, start + t + 1) - Math.max(low, start + t);
      weights[i * taps + t] = Math.max(0, covered) / scale;
    }
  }
  return { taps, first, weights };
}

function interpolate(sourceLength: number, length: number): Taps {
  const scale = sourceLength / length;
  const taps = Math.min(2, sourceLength);
  const first = new Int32Array(length);
  const weights = new Float32Array(length * taps);
  for (let i = 0; i < length; i++) {
    const at = Math.min(Math.max((i + 0.5) * scale - 0.5, 0), sourceLength - 1);
    const start = Math.min(Math.floor(at), sourceLength - taps);
    first[i] = start;
    weights[i * taps] = 1 - (at - start);
    if (taps === 2) weights[i * taps + 1] = at - start;
  }
  return { taps, first, weights };
}

/** @returns `width * height * 3` numbers, where `height` is that of the image */
function scaleRows(image: RgbImage, { taps, first, weights }: Taps, width: number): Float32Array {
  const { data, height } = image;
  const scaled = new Float32Array(width * height * 3);
  let out = 0;
  for (let y = 0; y < height; y++) {
    const row = y * image.width;
    for (let x = 0; x < width; x++) {
      let at = (row + (first[x] as number)) * 3;
      let red = 0;
      let green = 0;
      let blue = 0;
      for (let t = 0; t < taps; t++, at += 3) {
        const weight = weights[x * taps + t] as number;
        red += weight * (data[at] as number);
        green += weight * (data[at + 1] as number);
        blue += weight * (data[at + 2] as number);
      }
      scaled[out++] = red;
      scaled[out++] = green;
      scaled[out++] = blue;
    }
  }
  return scaled;
}

/** @param stride numbers in a row */
function scaleColumns(rows: Float32Array, stride: number, { taps, first, weights }: Taps, height: number): Uint8Array {
  // Clamped numbers are rounded, and halves to even ones, as in OpenCV.
  const scaled = new Uint8ClampedArray(stride * height);
  const sums = new Float32Array(stride);
  for (let y = 0; y < height; y++) {
    sums.fill(0);
    for (let t = 0; t < taps; t++) {
      const weight = weights[y * taps + t] as number;
      if (weight === 0) continue;
      const start = ((first[y] as number) + t) * stride;
      for (let i = 0; i < stride; i++) sums[i] = (sums[i] as number) + weight * (rows[start + i] as number);
    }
    scaled.set(sums, y * stride);
  }
  return new Uint8Array(scaled.buffer);
}
