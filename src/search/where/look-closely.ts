import type { Encoder } from '../../encoder/types.js';
import { throwIfAborted } from '../../errors.js';
import { cutOut, type RgbImage } from '../../model/rgb-image.js';
import { planWindows, type Window } from './plan-windows.js';

/** A model that knows regions sees them in one look: its squares hardly overlap. */
const REGION_STEP = 0.8;
const MOST_LOOKS = 10;

/** Other models see one thing in a square: squares of half the short side, each a third of its side further. */
const CROPS_IN_SHORT = 2;
const CROP_STEP = 1 / 3;
const MOST_CROPS = 12;

/** Images that are encoded at once. */
const BATCH = 8;

/** A square of an image, with the vectors of the cells of a square grid in it, row by row. */
export interface SeenWindow {
  window: Window;
  vectors: Float32Array[];
}

/** The short side that an image must have for {@link lookClosely}, in pixels. */
export function chooseShortSide({ model, encodeRegions }: Encoder): number {
  return encodeRegions === undefined ? CROPS_IN_SHORT * model.image.size : model.image.size;
}

/**
 * Vectors of parts of an image, all over it: by the regions that the model knows, or else of many small squares.
 * @param image its short side as {@link chooseShortSide} says
 */
export async function lookClosely(encoder: Encoder, image: RgbImage, signal?: AbortSignal): Promise<SeenWindow[]> {
  const side = encoder.model.image.size;
  const { encodeRegions } = encoder;
  const windows =
    encodeRegions === undefined
      ? planWindows(image, { side, step: side * CROP_STEP, most: MOST_CROPS })
      : planWindows(image, { side, step: side * REGION_STEP, most: MOST_LOOKS });
  const seen: SeenWindow[] = [];
  for (let start = 0; start < windows.length; start += BATCH) {
    throwIfAborted(signal);
    const batch = windows.slice(start, start + BATCH);
    const pixels = batch.map(({ left, top }) => cutOut(image, { left, top, width: side, height: side }));
    const vectors =
      encodeRegions === undefined
        ? (await encoder.encodeImages(pixels)).map((vector) => [vector])
        : await encodeRegions.call(encoder, pixels);
    seen.push(...batch.map((window, i) => ({ window, vectors: vectors[i] as Float32Array[] })));
  }
  return seen;
}
