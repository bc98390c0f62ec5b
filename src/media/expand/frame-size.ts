/** In pixels. */
export interface FrameSize {
  width: number;
  height: number;
}

/** The size of a frame whose short side has `side` pixels; a smaller frame is not enlarged. */
export function shrinkToSide({ width, height }: FrameSize, side: number): FrameSize {
  const scale = Math.min(1, side / Math.min(width, height));
  const toPixels = (length: number) => Math.max(1, Math.round(length * scale));
  return { width: toPixels(width), height: toPixels(height) };
}

/** Pixels of the short side of a frame whose long side has at least `edge`. */
export function shortSideOf({ width, height }: FrameSize, edge: number): number {
  return Math.ceil((edge * Math.min(width, height)) / Math.max(width, height));
}
