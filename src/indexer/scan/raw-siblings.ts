import { readdir } from 'node:fs/promises';
import { dirname, extname } from 'node:path';
import { FORMATS, type FormatName } from '../../media/identify/formats.js';
import { fromNameBytes, toFsPath } from '../../runtime/fs-path.js';

/** How cameras' raw files are named; those of every maker at some time, too. */
const RAW: ReadonlySet<string> = new Set(['.raw', ...listEndings(({ decoder }) => decoder === 'raw')]);

/** How the pictures are named that cameras write beside them, and that people make of them. */
const DEVELOPED: ReadonlySet<string> = new Set(
  listEndings((_, name) => name === 'jpeg' || name === 'heic' || name === 'heif'),
);

function listEndings(isWanted: (format: (typeof FORMATS)[FormatName], name: string) => boolean): string[] {
  const formats = Object.entries(FORMATS).filter(([name, format]) => isWanted(format, name));
  return formats.flatMap(([, { extensions }]) => extensions.split(' ').map((extension) => `.${extension}`));
}

/** By its name. */
export function isRaw(name: string): boolean {
  return RAW.has(extname(name).toLowerCase());
}

/** Whether it may stand for a raw file beside it, by its name. */
export function isDeveloped(name: string): boolean {
  return DEVELOPED.has(extname(name).toLowerCase());
}

/** What a raw file and its picture have in common: `IMG_1` of `IMG_1.CR2` and `img_1.jpg`. */
export function pairKey(name: string): string {
  return name.slice(0, name.length - extname(name).length).toLowerCase();
}

/**
 * Tells which raw files have their picture beside them.
 * @param names of the files of one folder
 */
export function findDevelopedRaws(names: readonly string[]): (name: string) => boolean {
  const developed = new Set(names.filter(isDeveloped).map(pairKey));
  return (name) => isRaw(name) && developed.has(pairKey(name));
}

/** Names of all files in a folder; none when it cannot be listed. */
export async function listNames(folder: string): Promise<string[]> {
  const names = await readdir(toFsPath(folder), { encoding: 'buffer' }).catch(() => []);
  return names.map(fromNameBytes);
}

/** The same for a single file: its folder is listed, if need be. */
export async function isDevelopedRaw(path: string, name: string, isTaken: (name: string) => boolean): Promise<boolean> {
  if (!isRaw(name)) return false;
  return findDevelopedRaws((await listNames(dirname(path))).filter(isTaken))(name);
}
