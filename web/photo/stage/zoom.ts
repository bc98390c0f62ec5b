/**
 * Where an image that is zoomed and moved stands. Distances are in CSS pixels, points are measured from the middle of the image as it is
 * before it is zoomed.
 */

export interface Point {
  x: number;
  y: number;
}

/** How an image is drawn: scaled about its middle, then moved. 1: as large as fits. */
export interface Zoom extends Point {
  scale: number;
}

/** The image as it fits, and the part of the window that it may fill. */
export interface Frame {
  width: number;
  height: number;
  /** Edges of the stage. */
  left: number;
  right: number;
  top: number;
  bottom: number;
}

export const FIT: Zoom = { scale: 1, x: 0, y: 0 };

/** However small a photo is, one can look closer. */
const MIN_MOST = 4;
/** Beyond this many pixels of the screen for one of the photo there is nothing more to see. */
const MOST_PIXELS = 2;
/** A photo that is shown in its full size, or nearly so, zooms in this far at once. */
const MIN_CLOSE = 2.5;

/** The scale at which a pixel of the photo is a pixel of the screen. */
export function findFullScale(photoWidth: number, frame: Frame, pixelRatio: number): number {
  return photoWidth / (frame.width * pixelRatio);
}

/** The largest scale. */
export function findMostScale(fullScale: number): number {
  return Math.max(MIN_MOST, MOST_PIXELS * fullScale);
}

/** The scale of a double click: every pixel of the photo, or, of a small one, larger than that. */
export function findCloseScale(fullScale: number): number {
  return fullScale > 1.5 ? fullScale : MIN_CLOSE;
}

/** Scales by a factor, so that what is at the point stays there. */
export function zoomAt(zoom: Zoom, point: Point, factor: number, frame: Frame, most: number): Zoom {
  const scale = Math.min(most, Math.max(1, zoom.scale * factor));
  const change = scale / zoom.scale;
  return limitZoom(
    { scale, x: point.x - (point.x - zoom.x) * change, y: point.y - (point.y - zoom.y) * change },
    frame,
  );
}

export function moveBy(zoom: Zoom, by: Point, frame: Frame): Zoom {
  return limitZoom({ ...zoom, x: zoom.x + by.x, y: zoom.y + by.y }, frame);
}

/** No gap beside the image where it is larger than the stage; where it is smaller, it stands in the middle. */
function limitZoom({ scale, x, y }: Zoom, frame: Frame): Zoom {
  if (scale <= 1) return FIT;
  return {
    scale,
    x: limitOffset(x, frame.width * scale, frame.left, frame.right),
    y: limitOffset(y, frame.height * scale, frame.top, frame.bottom),
  };
}

function limitOffset(offset: number, size: number, start: number, end: number): number {
  if (size <= end - start) return (start + end) / 2;
  return Math.min(start + size / 2, Math.max(end - size / 2, offset));
}
