/** Draws views of a panorama from its pixels. */
import type { PanoramaMetadata } from '../../../metadata/file-metadata.js';
import type { RgbImage } from '../../../model/rgb-image.js';
import type { PerspectiveView, SquareView } from './plan-views.js';

const RADIANS = Math.PI / 180;

/** Cuts a square of the image's full height out. */
export function cutSquare(source: RgbImage, { left }: SquareView): RgbImage {
  const side = Math.min(source.height, source.width);
  const from = Math.min(source.width - side, Math.max(0, Math.round(left * source.width)));
  const data = new Uint8Array(side * side * 3);
  for (let y = 0; y < side; y++) {
    const row = (y * source.width + from) * 3;
    data.set(source.data.subarray(row, row + side * 3), y * side * 3);
  }
  return { data, width: side, height: side };
}

/**
 * Projects a part of the sphere onto a plane (gnomonic projection), bilinear. Directions beyond the image show its edge; over the seam of a full
 * circle it goes on at the other end.
 * @param source equirectangular: columns are degrees of longitude, rows of latitude
 * @param area the part of the sphere that the source shows
 * @param side of the result, in pixels
 */
export function projectView(
  source: RgbImage,
  area: NonNullable<PanoramaMetadata['area']>,
  { yaw, pitch, angle }: Pick<PerspectiveView, 'yaw' | 'pitch' | 'angle'>,
  side: number,
): RgbImage {
  const data = new Uint8Array(side * side * 3);
  const focal = side / 2 / Math.tan((angle / 2) * RADIANS);
  const [sinPitch, cosPitch] = [Math.sin(pitch * RADIANS), Math.cos(pitch * RADIANS)];
  const isRound = area.width > 1 - 1e-3;
  let at = 0;
  for (let y = 0; y < side; y++) {
    const down = (y + 0.5 - side / 2) / focal;
    // The ray through the pixel, turned up by the pitch: forwards 1, to the right `right`, down `down`.
    const forwards = cosPitch + down * sinPitch;
    const upwards = sinPitch - down * cosPitch;
    for (let x = 0; x < side; x++) {
      const right = (x + 0.5 - side / 2) / focal;
      const longitude = yaw + Math.atan2(right, forwards) / RADIANS;
      const latitude = Math.atan2(upwards, Math.hypot(right, forwards)) / RADIANS;
      let u = ((longitude + 180) / 360 - area.left) / area.width;
      if (isRound) u -= Math.floor(u);
      const v = ((90 - latitude) / 180 - area.top) / area.height;
      sample(source, u * source.width - 0.5, v * source.height - 0.5, isRound, data, at);
      at += 3;
    }
  }
  return { data, width: side, height: side };
}

/** Writes the colour at a place between pixels. */
function sample(
  { data, width, height }: RgbImage,
  x: number,
  y: number,
  isRound: boolean,
  out: Uint8Array,
  at: number,
): void {
  const [left, top] = [Math.floor(x), Math.floor(y)];
  const [across, down] = [x - left, y - top];
  const column = (i: number) => (isRound ? (i + width) % width : Math.min(width - 1, Math.max(0, i)));
  const row = (i: number) => Math.min(height - 1, Math.max(0, i)) * width;
  const [x0, x1] = [column(left), column(left + 1)];
  const [y0, y1] = [row(top), row(top + 1)];
  for (let channel = 0; channel < 3; channel++) {
    const above = mix(data[(y0 + x0) * 3 + channel] as number, data[(y0 + x1) * 3 + channel] as number, across);
    const below = mix(data[(y1 + x0) * 3 + channel] as number, data[(y1 + x1) * 3 + channel] as number, across);
    out[at + channel] = Math.round(mix(above, below, down));
  }
}

function mix(a: number, b: number, share: number): number {
  return a + (b - a) * share;
}
