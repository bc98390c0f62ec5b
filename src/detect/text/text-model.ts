import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PhotoseekError } from '../../errors.js';
import { type OnnxSession, openSession } from '../../onnx/open-session.js';
import { readMetadata } from '../../onnx/read-metadata.js';

/** A model that finds lines of text and reads them. */
export interface TextModel {
  /** Has one output: for each pixel, how likely it is text. */
  detection: OnnxSession;
  /** Has one output: for each step along a line, the probabilities of the characters. */
  recognition: OnnxSession;
  /** By class of the recogniser: a blank, its dictionary, a space. */
  characters: readonly string[];
  /** Changes with either file. */
  fingerprint: string;
}

/** Metadata of the recogniser: the characters of its dictionary, one a line. */
const DICTIONARY = 'character';

const HINT =
  'A folder for text holds a detector and a recogniser of the PP-OCR family as ONNX files, with "det" and "rec" in their names, as RapidOCR publishes them.';

/**
 * Loads the two models of a folder.
 * @throws PhotoseekError `model-not-found` where one is missing, `model-invalid`, `native-missing`
 */
export async function loadTextModel(folder: string, options: { threads: number }): Promise<TextModel> {
  const names = await readdir(folder).catch((cause: Error) => {
    throw new PhotoseekError('model-not-found', `The model folder ${folder} cannot be read: ${cause.message}`, {
      hint: HINT,
      cause,
    });
  });
  const [detectionFile, recognitionFile] = [pick(folder, names, 'det'), pick(folder, names, 'rec')];
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
  return {
    detection,
    recognition,
    characters,
    fingerprint: await computeFingerprint([detectionFile, recognitionFile]),
  };
}

/** The file of a folder with a word in its name, apart from other letters: `PP-OCRv6_det_tiny.onnx`, `det.onnx`. */
function pick(folder: string, names: readonly string[], word: string): string {
  const pattern = new RegExp(`(?<![a-z])${word}(?![a-z]).*\\.onnx$`, 'i');
  const found = names.filter((name) => pattern.test(name));
  const [name] = found;
  if (name !== undefined && found.length === 1) return join(folder, name);
  const got = found.length === 0 ? 'none' : found.sort().join(' and ');
  throw new PhotoseekError(
    found.length === 0 ? 'model-not-found' : 'model-invalid',
    `The model folder ${folder} must hold one .onnx file with "${word}" in its name, got ${got}.`,
    { hint: HINT, details: { folder } },
  );
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

async function computeFingerprint(files: readonly string[]): Promise<string> {
  const hash = createHash('sha256');
  for (const file of files) hash.update(await readFile(file));
  return hash.digest('hex').slice(0, 12);
}
