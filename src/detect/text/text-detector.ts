import { type DetectedRegion, SURE_TEXT_SCORE } from '../../model/region.js';
import type { DetectableFrame, Detector } from '../detector.js';
import { runDetection } from '../run-detection.js';
import { findLines } from './find-lines.js';
import { LINE_HEIGHT, readLine } from './read-line.js';
import { orderLines } from './reading-order.js';
import { isWord, KEPT_SCORE } from './scores.js';
import { suspectsText } from './suspect-text.js';
import { loadTextModel, type TextModel } from './text-model.js';
import { scaleRectangle, type TurnedRectangle, toBox } from './turned-rectangle.js';

/** Long side of the frame, in pixels, when it is looked at for any text. */
const LOOK_EDGE = 640;

/** Long side when lines are searched. */
const SEARCH_EDGE = 960;

/** Long side when lines are read. */
const READ_EDGE = 3000;

/**
 * Frames that are longer than this, such as screenshots of a whole page, are seen larger: their letters are as wide as in a frame of this
 * shape. Displays of phones are up to 20:9.
 */
const LONG_SHAPE = 20 / 9;

/** Most that a long frame is seen larger: it bounds the memory that panoramas take. */
const MAX_STRETCH = 4;

/** Most lines of a frame; the highest ones are read. */
const MAX_LINES = 400;

/**
 * Loads a detector of text: lines, in the order of reading.
 * @param folder with a detector and a recogniser of the PP-OCR family
 * @param options.threads cores that it may use
 * @throws PhotoseekError `model-not-found`, `model-invalid`, `native-missing`
 */
export async function loadTextDetector(folder: string, options: { threads: number }): Promise<Detector> {
  const model = await loadTextModel(folder, options);
  return {
    stage: 'text',
    detect: (frame) => runDetection('The text could not be read', () => detectText(model, frame)),
  };
}

async function detectText(model: TextModel, frame: DetectableFrame): Promise<DetectedRegion[]> {
  const looked = await frame.read(stretch(LOOK_EDGE, frame));
  if (!(await suspectsText(model, looked))) return [];
  const searched = await frame.read(stretch(SEARCH_EDGE, frame));
  const lines = await findLines(model, searched);
  if (lines.length === 0) return [];
  const measureLetters = ({ width, height }: TurnedRectangle) => Math.min(width, height);
  lines.sort((a, b) => measureLetters(b) - measureLetters(a)).splice(MAX_LINES);
  const isLegible = lines.every((line) => measureLetters(line) * searched.width >= LINE_HEIGHT);
  const image = isLegible ? searched : await frame.read(stretch(READ_EDGE, frame));
  const readings: LineReading[] = [];
  for (const line of lines) {
    const rectangle = scaleRectangle(line, image.width);
    const { text, score } = await readLine(model, image, rectangle);
    if (text !== '' && score >= KEPT_SCORE) readings.push({ rectangle, text, score });
  }
  return orderLines(dropUnproved(readings)).map(({ rectangle, text, score }) => ({
    kind: 'text',
    box: toBox(rectangle, image.width, image.height),
    label: text,
    score,
  }));
}

/** A line that was read; its place in pixels. */
interface LineReading {
  rectangle: TurnedRectangle;
  text: string;
  score: number;
}

/** Single signs count only where they are sure, and a word is. */
function dropUnproved(readings: LineReading[]): LineReading[] {
  const isSure = ({ score }: LineReading) => score >= SURE_TEXT_SCORE;
  const hasWord = readings.some((reading) => isWord(reading.text) && isSure(reading));
  return readings.filter((reading) => isWord(reading.text) || (hasWord && isSure(reading)));
}

/** The long side at which a frame is seen, in pixels. */
function stretch(edge: number, { width, height }: DetectableFrame): number {
  const shape = Math.max(width, height) / Math.min(width, height);
  return Math.round(edge * Math.min(MAX_STRETCH, Math.max(1, shape / LONG_SHAPE)));
}
