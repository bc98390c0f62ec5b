import type { DuplicateTurn as Turn } from '../../../search/types/duplicates.js';
import type { Hash } from '../hash-index.js';
import { COLOUR_SIDE, type Look } from './look.js';

/** The seven ways to turn an image by right angles and mirrors. */
export const TURNS: readonly Turn[] = ([0, 90, 180, 270] as const)
  .flatMap((rotated) => [false, true].map((mirrored) => ({ mirrored, rotated })))
  .filter(({ mirrored, rotated }) => mirrored || rotated !== 0);

/** The same as steps: rows and columns change places, then left and right, then top and bottom. */
interface Steps {
  transposed: boolean;
  flippedX: boolean;
  flippedY: boolean;
}

function toSteps({ mirrored, rotated }: Turn): Steps {
  const transposed = rotated === 90 || rotated === 270;
  // A rotation by 90° is a transposition, then a mirror; a mirror before a transposition is a flip of rows after it.
  if (transposed) return { transposed, flippedX: rotated === 90, flippedY: (rotated === 270) !== mirrored };
  return { transposed, flippedX: (rotated === 180) !== mirrored, flippedY: rotated === 180 };
}

/**
 * About the hash that the turned image has. Transposing an image transposes the coefficients of its cosine transform, and mirroring it changes the
 * sign of those of odd frequency; a bit says whether a coefficient lies above the median, which is nearly 0: so those bits change, but for a few
 * near the median.
 */
export function turnHash({ high, low }: Hash, turn: Turn): Hash {
  const { transposed, flippedX, flippedY } = toSteps(turn);
  const turned = { high: 0, low: 0 };
  for (let v = 0; v < 8; v++) {
    for (let u = 0; u < 8; u++) {
      const from = transposed ? u * 8 + v : v * 8 + u;
      // Positions count frequencies from 1: even positions are odd frequencies.
      const changes = (flippedX && u % 2 === 0) !== (flippedY && v % 2 === 0);
      const bit = (((from < 32 ? high : low) >>> (31 - (from % 32))) & 1) ^ (changes ? 1 : 0);
      const half = v < 4 ? 'high' : 'low';
      turned[half] |= bit << (31 - ((v * 8 + u) % 32));
    }
  }
  return { high: turned.high >>> 0, low: turned.low >>> 0 };
}

/** The looks that the turned image has. */
export function turnLook({ grey, finest, colour: [red, green, blue] }: Look, turn: Turn): Look {
  const steps = toSteps(turn);
  return {
    grey: new Map([...grey].map(([side, square]) => [side, turnSquare(square, side, steps)])),
    finest,
    colour: [
      turnSquare(red, COLOUR_SIDE, steps),
      turnSquare(green, COLOUR_SIDE, steps),
      turnSquare(blue, COLOUR_SIDE, steps),
    ],
  };
}

function turnSquare(square: Float32Array, side: number, { transposed, flippedX, flippedY }: Steps): Float32Array {
  const turned = new Float32Array(square.length);
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const column = flippedX ? side - 1 - x : x;
      const row = flippedY ? side - 1 - y : y;
      turned[y * side + x] = square[transposed ? column * side + row : row * side + column] as number;
    }
  }
  return turned;
}
