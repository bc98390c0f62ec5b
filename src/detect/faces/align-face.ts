import type { RgbImage } from '../../model/rgb-image.js';
import { scaleImage } from '../pixels/scale-image.js';
import type { Landmarks, Point } from './types.js';

/** Edge of an aligned face in pixels. */
export const CHIP_SIZE = 160;

/** Where the landmarks lie in an aligned face. */
const TEMPLATE: Landmarks = [
  { x: 47.739, y: 45.285 },
  { x: 112.261, y: 45.285 },
  { x: 80, y: 83.68 },
  { x: 51.909, y: 112.875 },
  { x: 108.091, y: 112.875 },
];

/** Turns, scales and shifts, without mirroring: `(p·x − q·y + dx, q·x + p·y + dy)`. */
interface Similarity {
  p: number;
  q: number;
  dx: number;
  dy: number;
}

/**
 * Cuts a face out so that its landmarks lie where the embedding expects them, as near as turning, scaling and shifting bring them (least squares).
 * Beyond the edges of the image, its outermost pixels go on.
 * @param landmarks in pixels of the image; a pixel's centre is at its whole number
 * @returns {@link CHIP_SIZE} pixels square
 */
export function alignFace(image: RgbImage, landmarks: Landmarks): RgbImage {
  const fit = fitSimilarity(landmarks);
  const blocks = Math.floor(1 / Math.hypot(fit.p, fit.q));
  if (blocks < 2) return drawChip(image, fit);
  // A chip pixel stands for several pixels of the image: their mean, for one of them would be noise.
  const shrunk = averageBlocks(image, blocks);
  const moved = landmarks.map(({ x, y }) => ({ x: (x + 0.5) / blocks - 0.5, y: (y + 0.5) / blocks - 0.5 }));
  return drawChip(shrunk, fitSimilarity(moved as unknown as Landmarks));
}

/** The similarity that brings landmarks nearest to the template. */
function fitSimilarity(landmarks: Landmarks): Similarity {
  const from = computeMean(landmarks);
  const to = computeMean(TEMPLATE);
  let spread = 0;
  let p = 0;
  let q = 0;
  for (const [i, { x, y }] of landmarks.entries()) {
    const target = TEMPLATE[i] as Point;
    const [ax, ay, bx, by] = [x - from.x, y - from.y, target.x - to.x, target.y - to.y];
    spread += ax * ax + ay * ay;
    p += ax * bx + ay * by;
    q += ax * by - ay * bx;
  }
  p /= spread;
  q /= spread;
  return { p, q, dx: to.x - (p * from.x - q * from.y), dy: to.y - (q * from.x + p * from.y) };
}

function computeMean(points: readonly Point[]): Point {
  const sum = points.reduce((a, b) => ({ x: a.x + b.x, y: a.y + b.y }));
  return { x: sum.x / points.length, y: sum.y / points.length };
}

/** Means of `blocks` × `blocks` pixels; what is left over on the right and below is dropped. */
function averageBlocks(image: RgbImage, blocks: number): RgbImage {
  const width = Math.max(1, Math.floor(image.width / blocks));
  const height = Math.max(1, Math.floor(image.height / blocks));
  return scaleImage(cropTopLeft(image, width * blocks, height * blocks), width, height);
}

function cropTopLeft({ data, width, height }: RgbImage, newWidth: number, newHeight: number): RgbImage {
  const cropped = { width: Math.min(width, newWidth), height: Math.min(height, newHeight) };
  if (cropped.width === width) return { data: data.subarray(0, width * cropped.height * 3), ...cropped };
  const kept = new Uint8Array(cropped.width * cropped.height * 3);
  for (let y = 0; y < cropped.height; y++)
    kept.set(data.subarray(y * width * 3, (y * width + cropped.width) * 3), y * cropped.width * 3);
  return { data: kept, ...cropped };
}

function drawChip({ data, width, height }: RgbImage, { p, q, dx, dy }: Similarity): RgbImage {
  const chip = new Uint8Array(CHIP_SIZE * CHIP_SIZE * 3);
  const square = p * p + q * q;
  let out = 0;
  for (let v = 0; v < CHIP_SIZE; v++)
    for (let u = 0; u < CHIP_SIZE; u++) {
      // The inverse of the similarity; p² + q² is not 0 unless all landmarks are one point.
      const x = Math.min(Math.max((p * (u - dx) + q * (v - dy)) / square, 0), width - 1);
      const y = Math.min(Math.max((p * (v - dy) - q * (u - dx)) / square, 0), height - 1);
      const left = Math.floor(x);
      const top = Math.floor(y);
      const right = Math.min(left + 1, width - 1);
      const bottom = Math.min(top + 1, height - 1);
      for (let channel = 0; channel < 3; channel++) {
        const at = (row: number, column: number) => data[(row * width + column) * 3 + channel] as number;
        const above = at(top, left) + (x - left) * (at(top, right) - at(top, left));
        const below = at(bottom, left) + (x - left) * (at(bottom, right) - at(bottom, left));
        chip[out++] = above + (y - top) * (below - above) + 0.5;
      }
    }
  return { data: chip, width: CHIP_SIZE, height: CHIP_SIZE };
}
