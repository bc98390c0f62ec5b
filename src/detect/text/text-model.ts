import { PhotoseekError } from '../../errors.js';
import { type OnnxSession, openSession } from '../../onnx/open-session.js';
import { readMetadata } from '../../onnx/read-metadata.js';
import { findModelFiles, HINT } from './text-model-files.js';

/** A model that finds lines of text and reads them. */
export interface TextModel {
  /** Has one output: for each pixel, how likely it is text. */
  detection: OnnxSession;
  /** Has one output: for each step along a line, the probabilities of the characters. */
  recognition: OnnxSession;
  /** By class of the recogniser: a blank, its dictionary, a space. */
  characters: readonly string[];
}

/** Metadata of the recogniser: the characters of its dictionary, one a line. */
const DICTIONARY = 'character';

/**
 * Loads the two models of a folder.
 * @throws PhotoseekError `model-not-found` where one is missing, `model-invalid`, `native-missing`
 */
export async function loadTextModel(folder: string, options: { threads: number }): Promise<TextModel> {
  const [detectionFile, recognitionFile] = await findModelFiles(folder);
  const characters = await readCharacters(recognitionFile);
  const [detection, recognition] = [
    await openSession(detectionFile, options),
    await openSession(recognitionFile, options),
  ];
  const classes = recognition.outputShapes[0]?.at(-1);
  if (typeof classes === 'number' && classes > 0 && classes !== characters.length) {
    throw new PhotoseekError(
      'model-invalid',
      `${recognitionFile} must have a character for each class, got ${characters.length} characters for ${classes} classes.`,
    );
  }
  return { detection, recognition, characters };
}

async function readCharacters(file: string): Promise<string[]> {
  const metadata = await readMetadata(file).catch((cause: Error) => {
    throw new PhotoseekError('model-invalid', `${file} cannot be loaded: ${cause.message}.`, { cause });
  });
  const dictionary = metadata.get(DICTIONARY)?.replace(/\r?\n$/, '');
  if (dictionary === undefined) {
    throw new PhotoseekError('model-invalid', `${file} has no metadata "${DICTIONARY}" with its characters.`, {
      hint: HINT,
    });
  }
  return ['', ...dictionary.split(/\r?\n/), ' '];
}
