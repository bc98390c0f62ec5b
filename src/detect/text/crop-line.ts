import type { RgbImage } from '../../model/rgb-image.js';
import type { TurnedRectangle } from './turned-rectangle.js';

/** A line of text, upright and of one height: `3 × height × width` numbers, planes of blue, green and red, −1…1. */
export interface LineCrop {
  data: Float32Array;
  width: number;
  height: number;
}

/** Widths are multiples of this: the recogniser makes one step of eight pixels. */
const STEP = 8;

/** The longest line, in pixels at the height of the recogniser; longer ones are squeezed. As in PaddleOCR (`MAX_IMG_W`). */
const MAX_WIDTH = 3200;

/**
 * Cuts a turned rectangle out of an image and scales it to a height. A pixel of the crop is the mean of a square of bilinear samples, so that
 * large letters are not thinned out.
 * @param rectangle in pixels of the image; parts outside repeat the image's edge
 */
export function cropLine(image: RgbImage, rectangle: TurnedRectangle, height: number): LineCrop {
  const scale = height / rectangle.height;
  const width = Math.min(MAX_WIDTH, Math.max(height, Math.ceil((rectangle.width * scale) / STEP) * STEP));
  const data = new Float32Array(3 * width * height);
  const perSide = Math.max(1, Math.round(1 / scale));
  const [columns, rows] = [width * perSide, height * perSide];
  const [stepX, stepY] = [rectangle.width / columns, rectangle.height / rows];
  const [cos, sin] = [Math.cos(rectangle.angle), Math.sin(rectangle.angle)];
  const share = 1 / (127.5 * perSide * perSide);
  const sample = makeSampler(image);
  for (let row = 0; row < rows; row++) {
    const across = (row + 0.5) * stepY - rectangle.height / 2;
    const line = Math.floor(row / perSide) * width;
    for (let column = 0; column < columns; column++) {
      const along = (column + 0.5) * stepX - rectangle.width / 2;
      const at = line + Math.floor(column / perSide);
      sample(rectangle.x + along * cos - across * sin, rectangle.y + along * sin + across * cos, data, at, share);
    }
  }
  for (let i = 0; i < data.length; i++) data[i] = (data[i] as number) - 1;
  return { data, width, height };
}

/** Adds a share of the colour at a point to the three planes of `out`. */
type Sampler = (x: number, y: number, out: Float32Array, at: number, share: number) => void;

function makeSampler({ data, width, height }: RgbImage): Sampler {
  return (x, y, out, at, share) => {
    const plane = out.length / 3;
    // Pixel centres lie at halves.
    const clampedX = Math.min(width - 1, Math.max(0, x - 0.5));
    const clampedY = Math.min(height - 1, Math.max(0, y - 0.5));
    const [left, top] = [Math.floor(clampedX), Math.floor(clampedY)];
    const [partX, partY] = [clampedX - left, clampedY - top];
    const right = left + 1 < width ? 3 : 0;
    const below = top + 1 < height ? 3 * width : 0;
    const pixel = (top * width + left) * 3;
    for (let channel = 0; channel < 3; channel++) {
      const i = pixel + 2 - channel;
      const upper = (data[i] as number) * (1 - partX) + (data[i + right] as number) * partX;
      const lower = (data[i + below] as number) * (1 - partX) + (data[i + below + right] as number) * partX;
      const to = channel * plane + at;
      out[to] = (out[to] as number) + (upper * (1 - partY) + lower * partY) * share;
    }
  };
}
