import { type Pixels, shrinkPixels } from './shrink-pixels.js';

/**
 * The looks of a photo: its small image at a few sizes, each stretched to a square, so that two photos are compared place by place however large
 * they are.
 */
export interface Look {
  /** Luma 0…255 by side of the square, 16, 32, 64 and 128; the largest ones are missing where the image has fewer pixels. */
  grey: ReadonlyMap<number, Float32Array>;
  /** The longest side that there is. */
  finest: number;
  /** Red, green and blue 0…255, each of {@link COLOUR_SIDE}² values. */
  colour: readonly [red: Float32Array, green: Float32Array, blue: Float32Array];
}

/** Sides of the squares, each twice the one before. */
const SIDES = [16, 32, 64, 128] as const;
export const COLOUR_SIDE = 64;
const FINEST = SIDES[SIDES.length - 1] as number;

/** An image with fewer than this share of a square's pixels along a side has no details for it. */
const MIN_SHARE = 0.9;

/** Makes the looks of an image; transparency on white. */
export function makeLook(pixels: Pixels): Look {
  const shorter = Math.min(pixels.width, pixels.height);
  const finest = SIDES.findLast((side) => shorter >= MIN_SHARE * side) ?? SIDES[0];
  const channels = shrinkPixels(pixels, FINEST);
  const [red, green, blue] = channels as [Float32Array, Float32Array, Float32Array];
  let square: Float32Array = new Float32Array(red.length);
  // Luma with the weights of ITU-R BT.601.
  for (let i = 0; i < square.length; i++)
    square[i] = 0.299 * (red[i] as number) + 0.587 * (green[i] as number) + 0.114 * (blue[i] as number);
  const grey = new Map<number, Float32Array>();
  for (let side = FINEST; side >= SIDES[0]; side /= 2) {
    if (side <= finest) grey.set(side, square);
    square = halve(square, side);
  }
  const [r, g, b] = channels.map((channel) => {
    let small = channel;
    for (let side = FINEST; side > COLOUR_SIDE; side /= 2) small = halve(small, side);
    return small;
  });
  return { grey, finest, colour: [r, g, b] as unknown as Look['colour'] };
}

function halve(square: Float32Array, side: number): Float32Array {
  const half = side / 2;
  const smaller = new Float32Array(half * half);
  for (let y = 0; y < half; y++) {
    for (let x = 0; x < half; x++) {
      const at = 2 * y * side + 2 * x;
      smaller[y * half + x] =
        ((square[at] as number) +
          (square[at + 1] as number) +
          (square[at + side] as number) +
          (square[at + side + 1] as number)) /
        4;
    }
  }
  return smaller;
}
