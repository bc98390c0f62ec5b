import type { RgbImage } from '../../model/rgb-image.js';
import { findLines } from './find-lines.js';
import { readLine } from './read-line.js';
import { isWord, KEPT_SCORE } from './scores.js';
import type { TextModel } from './text-model.js';
import { scaleRectangle, type TurnedRectangle } from './turned-rectangle.js';

/** Lines below this height, in pixels, cannot be read. */
const LEGIBLE_HEIGHT = 12;

/** A line that cannot be read is text where it is longer than high by this: leaves, windows and eyes are not. */
const LONG = 4;

/** Most lines that are read, the longest first. */
const MAX_READ = 8;

/**
 * Whether a small image of a frame seems to hold text. The detector alone takes foliage, rows of windows and fur for text in two photos of
 * three; hardly any of that can be read as a word.
 */
export async function suspectsText(model: TextModel, image: RgbImage): Promise<boolean> {
  const lines = (await findLines(model, image)).map((line) => scaleRectangle(line, image.width));
  if (lines.some((line) => measureSides(line).short < LEGIBLE_HEIGHT && measureLength(line) >= LONG)) return true;
  lines.sort((a, b) => measureLength(b) - measureLength(a)).splice(MAX_READ);
  for (const line of lines) {
    const { text, score } = await readLine(model, image, line);
    if (score >= KEPT_SCORE && isWord(text)) return true;
  }
  return false;
}

/** How much longer than high it is. */
function measureLength(rectangle: TurnedRectangle): number {
  const { short, long } = measureSides(rectangle);
  return long / short;
}

function measureSides({ width, height }: TurnedRectangle): { short: number; long: number } {
  return { short: Math.min(width, height), long: Math.max(width, height) };
}
