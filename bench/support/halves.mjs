import { createHash } from 'node:crypto';
import { basename } from 'node:path';

/**
 * Which half of the evaluation photos one belongs to: thresholds are chosen on half 0 and reported on half 1. Split by source: the number at the start
 * of a file's name grows with the time of upload, so that photos one person uploaded together share all but its last five digits, and stay together.
 * @param {string} file
 * @returns {0 | 1}
 */
export function halfOf(file) {
  const [upload = ''] = basename(file).split('_');
  return createHash('sha256').update(upload.slice(0, -5)).digest()[0] % 2;
}
