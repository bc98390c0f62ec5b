import { existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { toFsPath } from './fs-path.js';

/**
 * Makes a folder, with those above it that are missing; one that is there is left as it is. Node's recursive `mkdir` does not return where a folder that
 * exists refuses new ones as if it were missing, as those of `/proc` do.
 * @throws a system error
 */
export function makeFolder(path: string): void {
  try {
    mkdirSync(toFsPath(path));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST' && statSync(toFsPath(path), { throwIfNoEntry: false })?.isDirectory()) return;
    const above = dirname(path);
    if (code !== 'ENOENT' || existsSync(toFsPath(above))) throw error;
    makeFolder(above);
    makeFolder(path);
  }
}
