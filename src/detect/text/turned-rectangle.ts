import type { Box } from '../../model/evidence.js';

/** A point: x to the right, y down. */
export type Point = readonly [x: number, y: number];

/** A rectangle that may be turned, in pixels: pixel (0, 0) covers 0…1 in both directions. */
export interface TurnedRectangle {
  /** Its centre. */
  x: number;
  y: number;
  /** Along its own axes. */
  width: number;
  height: number;
  /** Direction of its width in radians, clockwise from the x axis. */
  angle: number;
}

/** The four corners, clockwise from the one that is upper left in the rectangle's own axes. */
export function listCorners({ x, y, width, height, angle }: TurnedRectangle): Point[] {
  const [alongX, alongY] = [(Math.cos(angle) * width) / 2, (Math.sin(angle) * width) / 2];
  const [acrossX, acrossY] = [(-Math.sin(angle) * height) / 2, (Math.cos(angle) * height) / 2];
  return [
    [x - alongX - acrossX, y - alongY - acrossY],
    [x + alongX - acrossX, y + alongY - acrossY],
    [x + alongX + acrossX, y + alongY + acrossY],
    [x - alongX + acrossX, y - alongY + acrossY],
  ];
}

/** The upright rectangle around a turned one, in shares of a frame and cut at its edges. */
export function toBox(rectangle: TurnedRectangle, frameWidth: number, frameHeight: number): Box {
  const corners = listCorners(rectangle);
  const [left, right] = toShares(
    corners.map(([x]) => x),
    frameWidth,
  );
  const [top, bottom] = toShares(
    corners.map(([, y]) => y),
    frameHeight,
  );
  return { x: left, y: top, width: right - left, height: bottom - top };
}

function toShares(coordinates: number[], length: number): [number, number] {
  const toShare = (coordinate: number) => Math.min(1, Math.max(0, coordinate / length));
  return [toShare(Math.min(...coordinates)), toShare(Math.max(...coordinates))];
}

/** The same rectangle in a frame whose pixels are smaller or larger. */
export function scaleRectangle(rectangle: TurnedRectangle, factor: number): TurnedRectangle {
  const { x, y, width, height, angle } = rectangle;
  return { x: x * factor, y: y * factor, width: width * factor, height: height * factor, angle };
}

/** The same rectangle about the same centre, read in another direction: `quarters` times 90° clockwise. */
export function turnRectangle(rectangle: TurnedRectangle, quarters: number): TurnedRectangle {
  const { width, height, angle } = rectangle;
  const turned = { ...rectangle, angle: angle + (quarters * Math.PI) / 2 };
  return quarters % 2 === 0 ? turned : { ...turned, width: height, height: width };
}

/**
 * Widens a rectangle on all sides by area × ratio / perimeter: the detector is trained to mark the inner part of a line, shrunk by the
 * inverse of this rule (Liao et al., "Real-time Scene Text Detection with Differentiable Binarization", 2020, section 3.5).
 */
export function widenRectangle(rectangle: TurnedRectangle, ratio: number): TurnedRectangle {
  const { width, height } = rectangle;
  const distance = (width * height * ratio) / (2 * (width + height));
  return { ...rectangle, width: width + 2 * distance, height: height + 2 * distance };
}
