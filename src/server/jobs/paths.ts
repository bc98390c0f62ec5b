import { stat } from 'node:fs/promises';
import { isAbsolute, normalize, sep } from 'node:path';
import { PhotoseekError } from '../../errors.js';
import { isBelow } from '../../model/paths.js';
import { expandHome } from '../../runtime/expand-home.js';
import { toFsPath } from '../../runtime/fs-path.js';

/**
 * Checks a path that is to be indexed.
 * @returns it normalised, without a separator at its end
 * @throws PhotoseekError `bad-argument`, `path-not-found`
 */
export async function checkPath(given: string): Promise<string> {
  const path = expandHome(given);
  if (!isAbsolute(path) || path.includes('\0')) {
    throw new PhotoseekError('bad-argument', `path must be absolute, got ${JSON.stringify(path)}.`);
  }
  await stat(toFsPath(path)).catch((cause) => {
    throw new PhotoseekError('path-not-found', `There is no file or folder ${path} that can be reached.`, { cause });
  });
  const normal = normalize(path);
  return normal.length > 1 && normal.endsWith(sep) ? normal.slice(0, -1) : normal;
}

/** Whether a path is a root or lies below one. */
export function isInRoots(path: string, roots: readonly string[]): boolean {
  return roots.some((root) => path === root || isBelow(path, root));
}
