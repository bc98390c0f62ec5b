import { rename, writeFile } from 'node:fs/promises';

/** Ends the name of a file that is not whole yet. */
export const PART = '.part';

/** Writes a file in one step: it is whole, or not there. */
export async function writeWhole(path: string, text: string): Promise<void> {
  await writeFile(path + PART, text);
  await rename(path + PART, path);
}
