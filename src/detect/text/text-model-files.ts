import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PhotoseekError } from '../../errors.js';

/** Raise it when the same model gives other results. */
const PROCEDURE = 1;

/** For errors about the folder. */
export const HINT =
  'A folder for text holds a detector and a recogniser of the PP-OCR family as ONNX files, with "det" and "rec" in their names, as RapidOCR publishes them.';

/**
 * The files of a folder that find lines and read them.
 * @throws PhotoseekError `model-not-found` where one is missing, `model-invalid` where there are several
 */
export async function findModelFiles(folder: string): Promise<[detection: string, recognition: string]> {
  const names = await readdir(folder).catch((cause: Error) => {
    throw new PhotoseekError('model-not-found', `The model folder ${folder} cannot be read: ${cause.message}`, {
      hint: HINT,
      cause,
    });
  });
  return [pick(folder, names, 'det'), pick(folder, names, 'rec')];
}

/**
 * A version for the stage that changes with either file of a folder. They are read, and not loaded.
 * @throws PhotoseekError as {@link findModelFiles}
 */
export async function versionOfFolder(folder: string): Promise<string> {
  return `pp-ocr-${await computeFingerprint(await findModelFiles(folder))}-${PROCEDURE}`;
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

async function computeFingerprint(files: readonly string[]): Promise<string> {
  const hash = createHash('sha256');
  for (const file of files) hash.update(await readFile(file));
  return hash.digest('hex').slice(0, 12);
}
