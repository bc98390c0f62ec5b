import type { VideoFrame } from './decode-frames.js';

/** Fields a side in which colours are counted, and levels of each channel. */
const FIELDS = 3;
const LEVELS = 4;

/** Every second pixel of every second row is looked at. */
const STEP = 2;

/** Normal contrast, at medium brightness: in it, a frame that fades in or out looks like the scene it is of. */
const NORMAL_SPREAD = 50;

/** A frame in a few numbers, for choosing among frames. */
export interface FrameDescription {
  /** Shares of the colours in each field; all of them together are 1. */
  colours: Float32Array;
  /** The same of the frame in normal contrast. */
  normal: Float32Array;
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

/** Measures a frame's contrast, and counts its colours in {@link FIELDS}² fields. */
export function describeFrame(frame: VideoFrame): FrameDescription {
  const { mean, ...light } = measureLight(frame);
  const gain = NORMAL_SPREAD / Math.max(1, light.spread);
  const colours = countColours(frame, (value) => value);
  return { ...light, colours, normal: countColours(frame, (value) => 128 + (value - mean) * gain) };
}

function measureLight({ width, height, data }: VideoFrame) {
  let [count, sum, squares, edges] = [0, 0, 0, 0];
  for (let y = 0; y < height; y += STEP) {
    let last = 0;
    for (let x = 0; x < width; x += STEP) {
      const at = (y * width + x) * 3;
      const light = 0.299 * (data[at] as number) + 0.587 * (data[at + 1] as number) + 0.114 * (data[at + 2] as number);
      if (x > 0) edges += Math.abs(light - last);
      sum += light;
      squares += light * light;
      last = light;
      count++;
    }
  }
  const mean = sum / count;
  return { mean, spread: Math.sqrt(Math.max(0, squares / count - mean * mean)), sharpness: edges / count };
}

/** @param light changes the values of channels */
function countColours({ width, height, data }: VideoFrame, light: (value: number) => number): Float32Array {
  const colours = new Float32Array(FIELDS ** 2 * LEVELS ** 3);
  const levels = Uint8Array.from({ length: 256 }, (_, value) => toLevel(light(value)));
  const levelOf = (value: number) => levels[value] as number;
  let count = 0;
  for (let y = 0; y < height; y += STEP) {
    const row = Math.floor((y * FIELDS) / height) * FIELDS;
    for (let x = 0; x < width; x += STEP) {
      const at = (y * width + x) * 3;
      const [red, green, blue] = [data[at] as number, data[at + 1] as number, data[at + 2] as number];
      const field = row + Math.floor((x * FIELDS) / width);
      const bin = ((field * LEVELS + levelOf(red)) * LEVELS + levelOf(green)) * LEVELS + levelOf(blue);
      colours[bin] = (colours[bin] as number) + 1;
      count++;
    }
  }
  for (let i = 0; i < colours.length; i++) colours[i] = (colours[i] as number) / count;
  return colours;
}

function toLevel(value: number): number {
  return Math.max(0, Math.min(LEVELS - 1, Math.floor((value * LEVELS) / 256)));
}

/**
 * How different two frames are: the share of their pixels that have other colours in their fields, 0…1. Of even areas, a little more or less light
 * moves all pixels to another level, either as they are or in normal contrast: the smaller difference counts.
 */
export function compareFrames(a: FrameDescription, b: FrameDescription): number {
  return Math.min(compareShares(a.colours, b.colours), compareShares(a.normal, b.normal));
}

function compareShares(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += Math.abs((a[i] as number) - (b[i] as number));
  return Math.min(1, sum / 2);
}
