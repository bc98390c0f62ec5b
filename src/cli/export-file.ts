import { constants, copyFile, symlink } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { toFsPath } from '../runtime/fs-path.js';

/** How a photo is exported: a copy of its bytes, or a symbolic link to it. */
export type ExportWay = 'copy' | 'link';

/** Names that are tried. */
const MAX_NAMES = 10_000;

/**
 * Exports a photo to a folder under its own name, or under `name (2).jpg` and so on where that exists. Existing files are never overwritten,
 * and neither are the targets of existing links.
 * @returns the path of the exported file
 */
export async function exportFile(source: string, folder: string, way: ExportWay): Promise<string> {
  const name = basename(source);
  const ending = extname(name);
  for (let i = 1; i < MAX_NAMES; i++) {
    const path = join(folder, i === 1 ? name : `${name.slice(0, name.length - ending.length)} (${i})${ending}`);
    try {
      if (way === 'copy') await copyFile(toFsPath(source), toFsPath(path), constants.COPYFILE_EXCL);
      else await symlink(toFsPath(source), toFsPath(path));
      return path;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
  throw new Error(`${folder} already contains ${MAX_NAMES} files named ${name}.`);
}
