import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PhotoseekError } from '../../errors.js';
import { loadVocabulary, OWN_VOCABULARY } from './load-vocabulary.js';
import { parseVocabulary } from './vocabulary.js';

/** Sets the vocabulary that a library's photos are tagged with. See `Library.useVocabulary`. */
export async function useVocabulary(folder: string, file: string | null, extend: boolean): Promise<number> {
  const own = join(folder, OWN_VOCABULARY);
  if (file === null) {
    await rm(own, { force: true });
  } else {
    const text = await readText(file);
    const isExtending = parseVocabulary(text, file).extends;
    const unfinished = `${own}.${process.pid}.unfinished`;
    await writeFile(unfinished, extend && !isExtending ? `@extend\n${text}` : text);
    await rename(unfinished, own);
  }
  return (await loadVocabulary(folder)).terms.length;
}

async function readText(file: string): Promise<string> {
  return readFile(file, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') throw new PhotoseekError('path-not-found', `There is no file ${file}.`, { cause });
    throw new PhotoseekError('bad-argument', `${file} cannot be read: ${cause.message}.`, { cause });
  });
}
