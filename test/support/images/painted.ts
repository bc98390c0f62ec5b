/** Images painted pixel by pixel in memory, for tests that need no decoder. */
import type { RgbImage } from '#src/model/rgb-image.js';
import { makeRandom } from '../vectors/synthetic-vectors.js';

/** Rows from the top, four bytes a pixel: red, green, blue, alpha. */
export interface Painted {
  width: number;
  height: number;
  data: Uint8Array;
}

export type Colour = readonly [red: number, green: number, blue: number];

/** @param colourAt of a place given as shares of width and height, 0…1 */
export function paint(width: number, height: number, colourAt: (x: number, y: number) => Colour): Painted {
  const data = new Uint8Array(width * height * 4);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const colour = colourAt((x + 0.5) / width, (y + 0.5) / height).map((value) => Math.max(0, Math.min(255, value)));
      data.set([...colour, 255], (y * width + x) * 4);
    }
  return { width, height, data };
}

/** Coloured discs upon each other, the same for the same seed in every size. */
export function paintDiscs(seed: number, width: number, height: number): Painted {
  const random = makeRandom(seed);
  const colour = (): Colour => [random() * 255, random() * 255, random() * 255];
  const ground = colour();
  const discs = Array.from({ length: 24 }, () => ({
    ...{ x: random(), y: random(), radius: 0.04 + random() * 0.2, colour: colour() },
  }));
  return paint(width, height, (x, y) => {
    const top = discs.findLast((disc) => Math.hypot(x - disc.x, y - disc.y) < disc.radius);
    return top?.colour ?? ground;
  });
}

/**
 * A page with lines of words: dark bars of random lengths. Pages of one layout have their lines at the same places, whatever they say.
 * @param seed of what is said
 */
export function paintPage(seed: number, width: number, height: number, paper: Colour = [250, 250, 248]): Painted {
  const random = makeRandom(seed);
  const lines = Array.from({ length: 28 }, () => {
    const words: { from: number; to: number }[] = [];
    for (let at = 0.1; at < 0.85; ) {
      const to = Math.min(0.9, at + 0.03 + random() * 0.11);
      words.push({ from: at, to });
      at = to + 0.015;
    }
    return words;
  });
  return paint(width, height, (x, y) => {
    const line = (y - 0.08) / 0.03;
    const isLine = line >= 0 && line < lines.length && line % 1 < 0.45;
    const isInk = isLine && lines[Math.floor(line)]?.some(({ from, to }) => x >= from && x < to);
    return isInk ? [30, 30, 35] : paper;
  });
}

/** Without the alpha channel. */
export function toRgb({ width, height, data }: Painted): RgbImage {
  const rgb = new Uint8Array(width * height * 3);
  for (let i = 0; i < width * height; i++) rgb.set(data.subarray(i * 4, i * 4 + 3), i * 3);
  return { width, height, data: rgb };
}
