/**
 * Bicubic upscaling for images smaller than the model's input. The upscaling of sharp is shifted by half a pixel relative to the reference,
 * which changes the cosine by up to 0.015; this implementation agrees with the reference.
 *
 * Keys' cubic convolution kernel with a = −0.5 (R. Keys, 1981), pixel centres at half-integers, edges by renormalising the
 * weights that fall inside; integer arithmetic and 8-bit rounding after each of the two passes, as in Pillow. The passes are WebAssembly with
 * vector instructions: `enlarge.wat`.
 */

import type { Rectangle, RgbImage } from '../../model/rgb-image.js';
import { KernelMemory, loadKernels } from '../../runtime/wasm-kernel.js';
import { ENLARGE } from './wasm-binaries.js';

/** Fractional bits of the fixed-point weights: the sum of four products with 8-bit values stays within 32 bits. */
const WEIGHT_BITS = 22;

/** Source pixels per output pixel. */
const TAPS = 4;

const A = -0.5;

/** Bytes that the kernels read or write beyond the end of a row. */
const SLACK = 16;

function weighAtDistance(x: number): number {
  const t = Math.abs(x);
  if (t < 1) return ((A + 2) * t - (A + 3)) * t * t + 1;
  if (t < 2) return ((A * t - 5 * A) * t + 8 * A) * t - 4 * A;
  return 0;
}

/** For each output position, the first source position it reads and the weights of {@link TAPS} from there on. */
interface Taps {
  first: Int32Array;
  weights: Int32Array;
}

function computeTaps(sourceLength: number, scaledLength: number, from: number, length: number): Taps {
  const scale = sourceLength / scaledLength;
  const first = new Int32Array(length);
  const weights = new Int32Array(length * TAPS);
  for (let i = 0; i < length; i++) {
    const centre = (from + i + 0.5) * scale;
    const low = Math.max(0, Math.trunc(centre - 1.5));
    const high = Math.min(sourceLength, Math.trunc(centre + 2.5));
    // Clamped to the source, so that the inner loops need no edge test; surplus taps have weight 0.
    const start = Math.max(0, Math.min(low, sourceLength - TAPS));
    first[i] = start;
    let sum = 0;
    for (let s = low; s < high; s++) sum += weighAtDistance(s + 0.5 - centre);
    for (let s = low; s < high; s++) {
      weights[i * TAPS + s - start] = Math.round((weighAtDistance(s + 0.5 - centre) / sum) * 2 ** WEIGHT_BITS);
    }
  }
  return { first, weights };
}

/** The functions of `enlarge.wat`; all but `stride` are byte offsets of the memory. */
interface EnlargeKernels {
  across(row: number, first: number, weights: number, to: number, end: number): void;
  down(row: number, stride: number, weights: number, to: number, end: number): void;
}

let loaded: { memory: KernelMemory; kernels: EnlargeKernels } | undefined;

function getLoaded() {
  if (loaded === undefined) {
    const memory = new KernelMemory();
    loaded = { memory, kernels: loadKernels<EnlargeKernels>(ENLARGE, memory) };
  }
  return loaded;
}

/**
 * Scales an image to `scaledWidth` × `scaledHeight` (each at least the source's) and returns one region of the result;
 * nothing outside the region is computed.
 */
export function enlargeBicubic(
  source: RgbImage,
  scaledWidth: number,
  scaledHeight: number,
  region: Rectangle,
): RgbImage {
  const across = computeTaps(source.width, scaledWidth, region.left, region.width);
  const down = computeTaps(source.height, scaledHeight, region.top, region.height);
  const firstRow = down.first[0] as number;
  const endRow = Math.min((down.first[region.height - 1] as number) + TAPS, source.height);
  const { memory, kernels } = getLoaded();
  const [sourceStride, stride] = [source.width * 3, region.width * 3];
  const place = layOut({
    first: across.first.byteLength,
    weights: across.weights.byteLength,
    downWeights: down.weights.byteLength,
    source: (endRow - firstRow) * sourceStride,
    // With space for taps of weight 0 beyond the end of an image lower than the number of taps.
    rows: Math.max(endRow - firstRow, TAPS) * stride,
    result: region.height * stride,
  });
  const buffer = memory.reserve(place.end);
  const bytes = new Uint8Array(buffer);
  bytes.set(source.data.subarray(firstRow * sourceStride, endRow * sourceStride), place.source);
  new Int32Array(buffer, place.first, region.width).set(across.first.map((pixel) => pixel * 3));
  new Int32Array(buffer, place.weights, region.width * TAPS).set(across.weights);
  new Int32Array(buffer, place.downWeights, region.height * TAPS).set(down.weights);
  for (let y = firstRow; y < endRow; y++) {
    const [from, to] = [place.source + (y - firstRow) * sourceStride, place.rows + (y - firstRow) * stride];
    kernels.across(from, place.first, place.weights, to, to + stride);
  }
  for (let y = 0; y < region.height; y++) {
    const from = place.rows + ((down.first[y] as number) - firstRow) * stride;
    const to = place.result + y * stride;
    kernels.down(from, stride, place.downWeights + y * TAPS * Int32Array.BYTES_PER_ELEMENT, to, to + stride);
  }
  const data = bytes.slice(place.result, place.result + region.height * stride);
  return { data, width: region.width, height: region.height };
}

/** Places parts of some lengths in the memory, one behind the other. */
function layOut<Name extends string>(lengths: Record<Name, number>): Record<Name | 'end', number> {
  let end = 0;
  const starts = {} as Record<Name | 'end', number>;
  for (const [name, length] of Object.entries(lengths) as [Name, number][]) {
    starts[name] = end;
    end += Math.ceil((length + SLACK) / SLACK) * SLACK;
  }
  return { ...starts, end };
}
