import { readFileSync } from 'node:fs';
import { basename } from 'node:path';

/**
 * Reads which things captions name.
 * @param file one caption a line: the image, a tab, the caption
 * @returns by file name, how many of its captions name each class
 */
export function readNamed(file, vocabulary) {
  const found = new Map();
  for (const line of readFileSync(file, 'utf8').trim().split('\n')) {
    const [image, caption] = line.split('\t');
    if (caption === undefined) continue;
    const counts = found.get(basename(image)) ?? new Map();
    for (const name of vocabulary.findAll(caption)) counts.set(name, (counts.get(name) ?? 0) + 1);
    found.set(basename(image), counts);
  }
  return found;
}
