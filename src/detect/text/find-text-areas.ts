import { findSmallestRectangle } from './smallest-rectangle.js';
import type { Point, TurnedRectangle } from './turned-rectangle.js';

/** For each pixel of a frame, how likely it is text. */
export interface ProbabilityMap {
  /** 0…1, rows from the top; a row has `stride` values. */
  data: Float32Array;
  /** The part that belongs to the frame, in pixels; what lies beyond is padding. */
  width: number;
  height: number;
  stride: number;
}

/** Thresholds of text areas in a probability map. */
export interface AreaLimits {
  /** A pixel is text above this. */
  pixel: number;
  /** An area is text when its pixels have at least this mean. */
  mean: number;
  /** Fewer pixels are noise. */
  minPixels: number;
  /** Areas with a shorter side are noise. */
  minSide: number;
}

/** A connected area of text: the inner part of a line. */
export interface TextArea {
  /** In pixels of the map. */
  rectangle: TurnedRectangle;
  /** Mean probability of its pixels. */
  score: number;
}

/** Finds areas of text: connected components (of eight neighbours) of the pixels above a threshold, in the order of their first pixels. */
export function findTextAreas(map: ProbabilityMap, limits: AreaLimits): TextArea[] {
  const walk = new ComponentWalk(map, limits.pixel);
  const areas: TextArea[] = [];
  const { data, width, height, stride } = map;
  for (let y = 0; y < height; y++) {
    const row = y * stride;
    for (let x = 0; x < width; x++) {
      // Hardly any pixel of a photo is text: the others are passed over here.
      if (!((data[row + x] as number) > limits.pixel)) continue;
      const component = walk.from(x, y);
      if (component === undefined || component.pixels < limits.minPixels) continue;
      const score = component.sum / component.pixels;
      if (score < limits.mean) continue;
      const rectangle = findSmallestRectangle(component.outline);
      if (Math.min(rectangle.width, rectangle.height) >= limits.minSide) areas.push({ rectangle, score });
    }
  }
  return areas;
}

interface Component {
  pixels: number;
  /** Of their probabilities. */
  sum: number;
  /** Corners of the first and the last pixel of each row; the convex hull is the same as that of all pixels. */
  outline: Point[];
}

/** Visits each component of a map once. */
class ComponentWalk {
  readonly #map: ProbabilityMap;
  readonly #threshold: number;
  readonly #isVisited: Uint8Array;
  /** Pixels that are still to be visited, as y × width + x. */
  readonly #stack: number[] = [];

  constructor(map: ProbabilityMap, threshold: number) {
    this.#map = map;
    this.#threshold = threshold;
    this.#isVisited = new Uint8Array(map.width * map.height);
  }

  /** The component of a pixel; `undefined` where there is none, or where it was visited before. */
  from(x: number, y: number): Component | undefined {
    const { width, data, stride } = this.#map;
    this.#visit(x, y);
    if (this.#stack.length === 0) return undefined;
    const rows = new Map<number, { first: number; last: number }>();
    let [pixels, sum] = [0, 0];
    for (let at = this.#stack.pop(); at !== undefined; at = this.#stack.pop()) {
      const [column, row] = [at % width, Math.floor(at / width)];
      pixels++;
      sum += data[row * stride + column] as number;
      const ends = rows.get(row);
      if (ends === undefined) rows.set(row, { first: column, last: column });
      else if (column < ends.first) ends.first = column;
      else if (column > ends.last) ends.last = column;
      for (let dy = -1; dy <= 1; dy++) for (let dx = -1; dx <= 1; dx++) this.#visit(column + dx, row + dy);
    }
    const outline = [...rows].flatMap(([row, { first, last }]): Point[] => [
      [first, row],
      [first, row + 1],
      [last + 1, row],
      [last + 1, row + 1],
    ]);
    return { pixels, sum, outline };
  }

  #visit(x: number, y: number): void {
    const { width, height, stride, data } = this.#map;
    if (x < 0 || y < 0 || x >= width || y >= height) return;
    const at = y * width + x;
    if (this.#isVisited[at] === 1 || !((data[y * stride + x] as number) > this.#threshold)) return;
    this.#isVisited[at] = 1;
    this.#stack.push(at);
  }
}
