import { readFileSync } from 'node:fs';

/** Reads tab-separated values. @returns {string[][]} the fields of each line */
export function readTable(path) {
  return readFileSync(path, 'utf8')
    .trim()
    .split('\n')
    .map((line) => line.split('\t'));
}
