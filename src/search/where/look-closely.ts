import type { Encoder } from '../../encoder/types.js';
import { throwIfAborted } from '../../errors.js';
import { cutOut, type RgbImage } from '../../model/rgb-image.js';
import { planWindows, type Window } from './plan-windows.js';

/** How an encoder looks at an image: with squares of its input's size, on the image scaled to some size. */
export interface Look {
  /** The short side of the scaled image, in squares. */
  scale: number;
  /** From one square to the next, in squares, at most. */
  step: number;
  /** Most squares in a row; a panorama's are further apart. */
  most: number;
  /** How much its values count. */
  weight: number;
}

/**
 * A model that knows regions sees many of them in one square: the whole, and once more at twice the size for what is small. On thirty words and
 * photos (docs/where.md), the first alone is right 21 times, the second 22 times, both together with weights from 0.3 to 0.7 24 or 25 times.
 */
const REGION_LOOKS: readonly Look[] = [
  { scale: 1, step: 1 / 2, most: 10, weight: 1 },
  { scale: 2, step: 2 / 3, most: 10, weight: 0.5 },
];

/** Other models see one thing in a square. */
const CROP_LOOKS: readonly Look[] = [{ scale: 2, step: 1 / 3, most: 12, weight: 1 }];

/** Images that are encoded at once. */
const BATCH = 8;

/** A square of an image, with the vectors of the cells of a square grid in it, row by row. */
export interface SeenWindow {
  window: Window;
  vectors: Float32Array[];
}

/** The looks that say where something is. */
export function chooseLooks({ encodeRegions }: Encoder): readonly Look[] {
  return encodeRegions === undefined ? CROP_LOOKS : REGION_LOOKS;
}

/**
 * Vectors of parts of an image, all over it: by the regions that the model knows, or else of the squares.
 * @param image scaled as the look says
 * @throws PhotoseekError `encoder-failed`, `aborted`
 */
export async function lookClosely(
  encoder: Encoder,
  image: RgbImage,
  { step, most }: Look,
  signal?: AbortSignal,
): Promise<SeenWindow[]> {
  const side = encoder.model.image.size;
  const windows = planWindows(image, { side, step: side * step, most });
  const seen: SeenWindow[] = [];
  for (let start = 0; start < windows.length; start += BATCH) {
    throwIfAborted(signal);
    const batch = windows.slice(start, start + BATCH);
    const pixels = batch.map(({ left, top }) => cutOut(image, { left, top, width: side, height: side }));
    const vectors =
      (await encoder.encodeRegions?.(pixels)) ?? (await encoder.encodeImages(pixels)).map((vector) => [vector]);
    seen.push(...batch.map((window, i) => ({ window, vectors: vectors[i] as Float32Array[] })));
  }
  return seen;
}
