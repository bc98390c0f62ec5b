import type { FrameSize } from '../frame-size.js';

/**
 * The upright size of pictures that are stored turned.
 * @param degrees clockwise; rounded to quarters of a turn
 * @returns `rotation` is 0, 90, 180 or 270
 */
export function makeUpright({ width, height }: FrameSize, degrees: number): FrameSize & { rotation: number } {
  const quarters = Number.isFinite(degrees) ? Math.round(degrees / 90) : 0;
  const rotation = (((quarters * 90) % 360) + 360) % 360;
  return rotation % 180 === 0 ? { width, height, rotation } : { width: height, height: width, rotation };
}
