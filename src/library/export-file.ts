import { constants, copyFile, symlink } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { toFsPath } from '../runtime/fs-path.js';

/** How a photo comes into a folder: its bytes, or a link to where it lies. */
export type ExportWay = 'copy' | 'link';

/** Names that are tried before it is given up. */
const MOST_NAMES = 10_000;

/**
 * Puts a photo into a folder under its own name; where that is taken, under `name (2).jpg` and so on. What is there is never written over,
 * and what a link of that name points to is not either.
 * @returns the path it got
 */
export async function exportFile(source: string, folder: string, way: ExportWay): Promise<string> {
  const name = basename(source);
  const ending = extname(name);
  for (let i = 1; i < MOST_NAMES; i++) {
    const path = join(folder, i === 1 ? name : `${name.slice(0, name.length - ending.length)} (${i})${ending}`);
    try {
      if (way === 'copy') await copyFile(toFsPath(source), toFsPath(path), constants.COPYFILE_EXCL);
      else await symlink(toFsPath(source), toFsPath(path));
      return path;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
  throw new Error(`${folder} holds ${MOST_NAMES} files named ${name}.`);
}
