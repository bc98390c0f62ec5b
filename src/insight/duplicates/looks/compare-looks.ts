import { COLOUR_SIDE, type Look } from './look.js';
import { type Placement, sample, WHOLE } from './place-look.js';

/** Squares are compared in this many blocks along each side. */
const BLOCKS = 8;

/** Detail of a block varies by this standard deviation, in levels of luma, where it shows something; less is noise of compression. */
const MIN_DETAIL = 2;

/** Details of a block agree from this correlation on. */
const MIN_BLOCK_CORRELATION = 0.6;

/** So many blocks with details are enough to know an image by them. */
export const ENOUGH_DETAILS = 8;

/** Colours are compared as means of so many along each side: finer ones differ at edges where a crop is placed a little wrongly. */
const CELL = 4;

const CELLS = Array.from({ length: (COLOUR_SIDE / CELL) ** 2 }, (_, cell) => cell);
const CHANNELS = [0, 1, 2] as const;

/** From this value on a colour counts as clipped. */
const MIN_CLIPPED = 250;

/** How alike two looks are. */
export interface Likeness {
  /** Blocks that show something in either. */
  detailed: number;
  /** Of these, the number whose details correlate. */
  agreeing: number;
  /** Brightness of `b` over that of `a`. */
  gain: number;
  /** The largest difference of red, green or blue of a cell, 0…255, once brightness is made equal: of nine cells in ten it is less. */
  colourDifference: number;
  /** The mean difference of cells between red, green and blue once brightness is made equal, 0…255: 0 of two greys. */
  hueDifference: number;
  /** The mean of red, green and blue, 0…255. */
  brightness: number;
  /** By how much the brightness of cells varies over the image: standard deviation, 0…255. */
  spread: number;
}

/** Compares two looks where one is placed in the other. */
export function compareLooks(a: Look, b: Look, placement: Placement): Likeness {
  return { ...compareDetails(a, b, placement), ...compareColours(a, b, placement) };
}

/** Whether an image shows nothing but a surface: in few of its blocks is there anything to compare. */
export function isSurface(look: Look): boolean {
  return compareDetails(look, look, WHOLE).detailed < ENOUGH_DETAILS;
}

/**
 * Compares the details of each block: what remains without the means of its rows and columns. The lines of a page are at the same places on the next
 * one, and skies are brighter below: only what is left tells texts and photos apart.
 */
function compareDetails(a: Look, b: Look, placement: Placement) {
  const side = Math.min(a.finest, b.finest);
  const edge = side / BLOCKS;
  const other = sample(a.grey.get(side) as Float32Array, side, placement);
  const own = b.grey.get(side) as Float32Array;
  let detailed = 0;
  let agreeing = 0;
  for (let top = 0; top < side; top += edge) {
    for (let left = 0; left < side; left += edge) {
      const detailsA = takeDetails(other, side, top, left, edge);
      const detailsB = takeDetails(own, side, top, left, edge);
      if (detailsA === undefined || detailsB === undefined) continue;
      const [deviationA, deviationB] = [deviate(detailsA, detailsA), deviate(detailsB, detailsB)];
      if (Math.max(deviationA, deviationB) < MIN_DETAIL ** 2) continue;
      detailed++;
      const least = (MIN_DETAIL / 2) ** 2;
      const correlation =
        deviate(detailsA, detailsB) / Math.sqrt(Math.max(deviationA, least) * Math.max(deviationB, least));
      if (correlation >= MIN_BLOCK_CORRELATION) agreeing++;
    }
  }
  return { detailed, agreeing };
}

/** A block without the means of its rows and columns; `undefined` when a part of it lies outside. */
function takeDetails(
  square: Float32Array,
  side: number,
  top: number,
  left: number,
  edge: number,
): Float32Array | undefined {
  const rows = new Float32Array(edge);
  const columns = new Float32Array(edge);
  let mean = 0;
  for (let y = 0; y < edge; y++) {
    for (let x = 0; x < edge; x++) {
      const value = square[(top + y) * side + left + x] as number;
      if (value < 0) return undefined;
      rows[y] = (rows[y] as number) + value / edge;
      columns[x] = (columns[x] as number) + value / edge;
      mean += value / (edge * edge);
    }
  }
  const details = new Float32Array(edge * edge);
  for (let y = 0; y < edge; y++)
    for (let x = 0; x < edge; x++)
      details[y * edge + x] =
        (square[(top + y) * side + left + x] as number) - (rows[y] as number) - (columns[x] as number) + mean;
  return details;
}

/** The covariance of values around 0. */
function deviate(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum / a.length;
}

function compareColours(a: Look, b: Look, placement: Placement) {
  const others = a.colour.map((channel) => averageCells(sample(channel, COLOUR_SIDE, placement)));
  const own = b.colour.map(averageCells);
  const valuesOf = (channel: number, cell: number) =>
    [others[channel]?.[cell] as number, own[channel]?.[cell] as number] as const;
  const inside = CELLS.filter((cell) => others.every((channel) => (channel[cell] as number) >= 0));
  // Where an exposure is clipped, a colour is not that of the other one.
  const isUnclipped = (channel: number, cell: number) => Math.max(...valuesOf(channel, cell)) < MIN_CLIPPED;
  const unclipped = inside.flatMap((cell) => CHANNELS.filter((channel) => isUnclipped(channel, cell)));
  const isCounted = unclipped.length >= (CHANNELS.length * inside.length) / 4 ? isUnclipped : () => true;
  let products = 0;
  let squares = 0;
  for (const cell of inside) {
    for (const channel of CHANNELS) {
      if (!isCounted(channel, cell)) continue;
      const [other, mine] = valuesOf(channel, cell);
      products += other * mine;
      squares += other * other;
    }
  }
  const gain = products / Math.max(squares, 1e-6);
  const largest: number[] = [];
  // Of hues without brightness, and the mean: where a crop is placed a little wrongly, cells at the edges of things differ much.
  const hues: number[] = [];
  for (const cell of inside) {
    let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (const channel of CHANNELS) {
      if (!isCounted(channel, cell)) continue;
      const [other, mine] = valuesOf(channel, cell);
      least = Math.min(least, mine - gain * other);
      most = Math.max(most, mine - gain * other);
    }
    if (most < least) continue;
    largest.push(Math.max(Math.abs(least), Math.abs(most)));
    hues.push(most - least);
  }
  const colourDifference = largest.sort((x, y) => x - y)[Math.floor(0.9 * largest.length)] as number;
  const ownBrightness = inside.map((cell) => average(CHANNELS.map((channel) => own[channel]?.[cell] as number)));
  const brightness = average(ownBrightness);
  const spread = Math.sqrt(average(ownBrightness.map((value) => (value - brightness) ** 2)));
  return { gain, colourDifference, hueDifference: average(hues), brightness, spread };
}

/** The means of cells of {@link CELL}² colours; −1 where a part lies outside. */
function averageCells(channel: Float32Array): Float32Array {
  const side = COLOUR_SIDE / CELL;
  const cells = new Float32Array(side * side);
  for (let y = 0; y < COLOUR_SIDE; y++) {
    for (let x = 0; x < COLOUR_SIDE; x++) {
      const cell = Math.floor(y / CELL) * side + Math.floor(x / CELL);
      const value = channel[y * COLOUR_SIDE + x] as number;
      const before = cells[cell] as number;
      cells[cell] = value < 0 || before < 0 ? -1 : before + value / CELL ** 2;
    }
  }
  return cells;
}

function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
