import { COLOUR_SIDE, type Look } from './look.js';
import { covary, type Details, type Placement, sampleSquare, takeDetails, WHOLE } from './look-kernels.js';

/** Detail of a block varies by this standard deviation, in levels of luma, where it shows something; less is noise of compression. */
const MIN_DETAIL = 2;

/** Details of a block agree from this correlation on. */
const MIN_BLOCK_CORRELATION = 0.6;

/** So many blocks with details are enough to know an image by them. */
export const ENOUGH_DETAILS = 8;

/** Colours are compared as means of so many along each side: finer ones differ at edges where a crop is placed a little wrongly. */
const CELL = 4;
const CELL_SHIFT = 2;

const CELLS = Array.from({ length: (COLOUR_SIDE / CELL) ** 2 }, (_, cell) => cell);
const CHANNELS = [0, 1, 2] as const;

/** From this value on a colour counts as clipped. */
const MIN_CLIPPED = 250;

/** How alike the colours of two looks are. */
export interface ColourLikeness {
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

/** How alike the details of two looks are. */
interface DetailLikeness {
  /** Blocks that show something in either. */
  detailed: number;
  /** Of these, the number whose details correlate. */
  agreeing: number;
}

/** Whether an image shows nothing but a surface: in few of its blocks is there anything to compare. */
export function isSurface(look: Look): boolean {
  return compareDetails(look, look, WHOLE).detailed < ENOUGH_DETAILS;
}

/**
 * Compares the details of each block: what remains without the means of its rows and columns. The lines of a page are at the same places on the next
 * one, and skies are brighter below: only what is left tells texts and photos apart.
 */
export function compareDetails(a: Look, b: Look, placement: Placement): DetailLikeness {
  const side = Math.min(a.finest, b.finest);
  const other =
    placement === WHOLE
      ? detailsOf(a, side)
      : takeDetails(sampleSquare(a.grey.get(side) as Float32Array, side, placement), side);
  const own = detailsOf(b, side);
  const covariances = covary(other, own);
  const least = (MIN_DETAIL / 2) ** 2;
  let detailed = 0;
  let agreeing = 0;
  for (const [block, covariance] of covariances.entries()) {
    const varianceA = other.variances[block] as number;
    const varianceB = own.variances[block] as number;
    if (varianceA < 0 || varianceB < 0 || Math.max(varianceA, varianceB) < MIN_DETAIL ** 2) continue;
    detailed++;
    const correlation = covariance / Math.sqrt(Math.max(varianceA, least) * Math.max(varianceB, least));
    if (correlation >= MIN_BLOCK_CORRELATION) agreeing++;
  }
  return { detailed, agreeing };
}

/** The details of looks that were compared, by side: a keeper is compared with several others. */
const known = new WeakMap<Look, Map<number, Details>>();

function detailsOf(look: Look, side: number): Details {
  const bySide = known.get(look) ?? new Map<number, Details>();
  known.set(look, bySide);
  const details = bySide.get(side) ?? takeDetails(look.grey.get(side) as Float32Array, side);
  bySide.set(side, details);
  return details;
}

/** Compares the colours of two looks where one is placed in the other. */
export function compareColours(a: Look, b: Look, placement: Placement): ColourLikeness {
  const others = a.colour.map((channel) =>
    averageCells(placement === WHOLE ? channel : sampleSquare(channel, COLOUR_SIDE, placement)),
  );
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
    const row = (y >> CELL_SHIFT) * side;
    for (let x = 0; x < COLOUR_SIDE; x++) {
      const cell = row + (x >> CELL_SHIFT);
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
