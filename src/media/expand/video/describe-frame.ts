import type { VideoFrame } from './decode-frames.js';

/** Fields a side in which colours are counted, and levels of each channel. */
const FIELDS = 3;
const LEVELS = 4;

/** Every second pixel of every second row is looked at. */
const STEP = 2;

/** A frame in a few numbers, for choosing among frames. */
export interface FrameDescription {
  /** Shares of the colours in each field; all of them together are 1. */
  colours: Float32Array;
  /** Standard deviation of the brightness, 0…127. */
  spread: number;
  /** Mean difference of neighbours in brightness. */
  sharpness: number;
}

/** Frames of less contrast are black, white, blank or faded: they tell nothing. */
const LEAST_SPREAD = 12;

/** Whether a frame shows nothing but one colour. */
export function isUniform({ spread }: FrameDescription): boolean {
  return spread < LEAST_SPREAD;
}

/** Counts a frame's colours in {@link FIELDS}² fields, and measures its contrast. */
export function describeFrame({ width, height, data }: VideoFrame): FrameDescription {
  const colours = new Float32Array(FIELDS ** 2 * LEVELS ** 3);
  let [count, sum, squares, edges] = [0, 0, 0, 0];
  for (let y = 0; y < height; y += STEP) {
    const row = Math.floor((y * FIELDS) / height) * FIELDS;
    let last = 0;
    for (let x = 0; x < width; x += STEP) {
      const at = (y * width + x) * 3;
      const [red, green, blue] = [data[at] as number, data[at + 1] as number, data[at + 2] as number];
      const field = row + Math.floor((x * FIELDS) / width);
      const bin = field * LEVELS ** 3 + (red >> 6) * LEVELS ** 2 + (green >> 6) * LEVELS + (blue >> 6);
      colours[bin] = (colours[bin] as number) + 1;
      const light = 0.299 * red + 0.587 * green + 0.114 * blue;
      if (x > 0) edges += Math.abs(light - last);
      sum += light;
      squares += light * light;
      last = light;
      count++;
    }
  }
  for (let i = 0; i < colours.length; i++) colours[i] = (colours[i] as number) / count;
  const mean = sum / count;
  return { colours, spread: Math.sqrt(Math.max(0, squares / count - mean * mean)), sharpness: edges / count };
}

/** How different two frames are: the share of their pixels that have other colours in their fields, 0…1. */
export function compareFrames(a: FrameDescription, b: FrameDescription): number {
  let sum = 0;
  for (let i = 0; i < a.colours.length; i++) sum += Math.abs((a.colours[i] as number) - (b.colours[i] as number));
  return sum / 2;
}
