import { readdir, stat } from 'node:fs/promises';
import { extname, join, resolve } from 'node:path';
import { PhotoseekError } from '../../errors.js';
import { IMAGE_EXTENSIONS } from '../../media/identify/formats.js';
import { fromNameBytes, toFsPath, toRelativeName } from '../../runtime/fs-path.js';

/** An image file that was named, or lies below a folder that was named. */
export interface ListedImage {
  /** Absolute. */
  path: string;
  /** As it was named; below a folder, with `/` between its parts. */
  name: string;
}

/**
 * The image at a path or, for a folder, the files below it whose names end as those of images do, in the order of their names. Hidden ones are
 * left out. A single path is not looked at any further: it need not exist.
 * @param base the folder that relative paths begin at
 * @throws PhotoseekError `unreadable`
 */
export async function listImages(base: string, name: string): Promise<ListedImage[]> {
  const path = resolve(base, name);
  const stats = await stat(toFsPath(path)).catch(() => undefined);
  if (!stats?.isDirectory()) return [{ path, name }];
  const files = await listBelow(path);
  return files.map((file) => ({ path: file, name: `${name.replace(/[\\/]+$/, '')}/${toRelativeName(path, file)}` }));
}

/** The image files below a folder, in the order of their names. @throws PhotoseekError `path-not-found`, `unreadable` */
export async function listBelow(folder: string): Promise<string[]> {
  // As bytes: a name that is not valid UTF-8 would be lost as text.
  const options = { withFileTypes: true, encoding: 'buffer' } as const;
  const entries = await readdir(toFsPath(folder), options).catch((cause: NodeJS.ErrnoException) => {
    const code = cause.code === 'ENOENT' || cause.code === 'ENOTDIR' ? 'path-not-found' : 'unreadable';
    throw new PhotoseekError(code, `The folder ${folder} cannot be read: ${cause.message}.`, { cause });
  });
  const named = entries
    .map((entry) => ({ name: fromNameBytes(entry.name), isFolder: entry.isDirectory() }))
    .filter(({ name }) => !name.startsWith('.'))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const found: string[] = [];
  for (const { name, isFolder } of named) {
    const path = join(folder, name);
    if (isFolder) found.push(...(await listBelow(path)));
    else if (IMAGE_EXTENSIONS.has(extname(name).toLowerCase())) found.push(path);
  }
  return found;
}
