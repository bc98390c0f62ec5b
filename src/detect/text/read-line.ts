import { SURE_TEXT_SCORE } from '../../model/region.js';
import type { RgbImage } from '../../model/rgb-image.js';
import { cropLine } from './crop-line.js';
import { decodeCtc, type Reading } from './decode-ctc.js';
import type { TextModel } from './text-model.js';
import { type TurnedRectangle, turnRectangle } from './turned-rectangle.js';

/** Height of a line at the recogniser's input, in pixels (`inference.yml` of PP-OCR since v3). */
export const LINE_HEIGHT = 48;

/** Rectangles that are higher than wide by this hold turned text, or one character (PaddleOCR, `get_rotate_crop_image`). */
const UPRIGHT = 1.5;

/** A single character is not higher than wide by more than this. */
const ONE_CHARACTER = 3;

/**
 * Reads the text in a turned rectangle, in the direction in which it is read best: as it stands, a quarter turned where the rectangle is
 * higher than wide, or upside down where no other reading is sure.
 */
export async function readLine(model: TextModel, image: RgbImage, rectangle: TurnedRectangle): Promise<Reading> {
  const read = (quarters: number) => readTurned(model, image, turnRectangle(rectangle, quarters));
  const { width, height } = rectangle;
  let best: Reading = { text: '', score: 0 };
  const directions = height <= UPRIGHT * width ? [0] : height <= ONE_CHARACTER * width ? [0, 1, 3] : [1, 3];
  for (const quarters of directions) {
    const reading = await read(quarters);
    if (reading.score > best.score) best = reading;
  }
  // Letters that stand on their heads resemble other letters; where none was read, there is none.
  if (best.text === '' || best.score >= SURE_TEXT_SCORE || height > UPRIGHT * width) return best;
  const upsideDown = await read(2);
  return upsideDown.score >= SURE_TEXT_SCORE ? upsideDown : best;
}

async function readTurned(
  { recognition, characters }: TextModel,
  image: RgbImage,
  rectangle: TurnedRectangle,
): Promise<Reading> {
  const { data, width, height } = cropLine(image, rectangle, LINE_HEIGHT);
  const [input = ''] = recognition.inputs;
  const [output = ''] = recognition.outputs;
  const { [output]: result } = await recognition.run({ [input]: { data, dims: [1, 3, height, width] } });
  const { text, score } = decodeCtc(result?.data ?? new Float32Array(), result?.dims[1] ?? 0, characters);
  return { text: text.replace(/\s+/g, ' ').trim(), score };
}
