import { readdir } from 'node:fs/promises';
import { dirname, extname } from 'node:path';
import { listExtensions, RAW_EXTENSIONS } from '../../media/identify/formats.js';
import { fromNameBytes, toFsPath } from '../../runtime/fs-path.js';

/** Raw file extensions of cameras, and the generic `.raw`. */
const RAW: ReadonlySet<string> = new Set(['.raw', ...RAW_EXTENSIONS]);

/** Extensions of the images that cameras write beside raw files, and that people develop from them. */
const DEVELOPED = listExtensions((_, name) => name === 'jpeg' || name === 'heic' || name === 'heif');

/** By its name. */
export function isRaw(name: string): boolean {
  return RAW.has(extname(name).toLowerCase());
}

/** Whether it may be the developed image of a raw file beside it, by its name. */
export function isDeveloped(name: string): boolean {
  return DEVELOPED.has(extname(name).toLowerCase());
}

/** The part of the name that a raw file and its developed image share: `img_1` of `IMG_1.CR2` and `img_1.jpg`. */
export function pairKey(name: string): string {
  return name.slice(0, name.length - extname(name).length).toLowerCase();
}

/**
 * Finds the raw files that have a developed image beside them.
 * @param names of the files of one folder
 */
export function findDevelopedRaws(names: readonly string[]): (name: string) => boolean {
  const developed = new Set(names.filter(isDeveloped).map(pairKey));
  return (name) => isRaw(name) && developed.has(pairKey(name));
}

/** Names of everything in a folder; none when it cannot be listed. */
export async function listNames(folder: string): Promise<string[]> {
  const names = await readdir(toFsPath(folder), { encoding: 'buffer' }).catch(() => []);
  return names.map(fromNameBytes);
}

/** {@link findDevelopedRaws} for a single file; lists its folder where needed. */
export async function isDevelopedRaw(path: string, name: string, isTaken: (name: string) => boolean): Promise<boolean> {
  if (!isRaw(name)) return false;
  return findDevelopedRaws((await listNames(dirname(path))).filter(isTaken))(name);
}
