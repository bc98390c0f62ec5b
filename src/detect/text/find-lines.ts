import type { RgbImage } from '../../model/rgb-image.js';
import { fillPlanes } from './fill-planes.js';
import { type AreaLimits, findTextAreas } from './find-text-areas.js';
import type { TextModel } from './text-model.js';
import { scaleRectangle, type TurnedRectangle, widenRectangle } from './turned-rectangle.js';

/** Thresholds of the detector (`inference.yml` of PP-OCRv6: `thresh`, `box_thresh`); smaller areas than these hold no letter. */
const LINES: AreaLimits = { pixel: 0.2, mean: 0.4, minPixels: 10, minSide: 3 };

/** By how much areas are widened to lines (`unclip_ratio`). */
const WIDEN_RATIO = 1.4;

/**
 * Finds lines of text in an image.
 * @returns in shares of the image's width, both directions alike, in no particular order
 */
export async function findLines({ detection }: TextModel, image: RgbImage): Promise<TurnedRectangle[]> {
  const planes = fillPlanes(image);
  const [input = ''] = detection.inputs;
  const [output = ''] = detection.outputs;
  const { [output]: result } = await detection.run({ [input]: planes });
  const map = {
    data: result?.data ?? new Float32Array(),
    width: image.width,
    height: image.height,
    stride: planes.dims.at(-1) ?? 0,
  };
  return findTextAreas(map, LINES).map(({ rectangle }) =>
    scaleRectangle(widenRectangle(rectangle, WIDEN_RATIO), 1 / image.width),
  );
}
