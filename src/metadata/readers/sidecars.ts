import { constants, type Stats } from 'node:fs';
import { lstat, open } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { toFsPath } from '../../runtime/fs-path.js';

/** A file beside a photo that holds metadata of it. */
export interface Sidecar {
  /** `xmp`: written by editors; `json`: possibly written by Google Takeout. */
  kind: 'xmp' | 'json';
  /** File name, without the folder. */
  name: string;
  bytes: Uint8Array;
  /** Milliseconds since 1970, including the file system's fraction. */
  mtimeMs: number;
}

/** Larger files are ignored. */
export const MAX_SIDECAR_BYTES = 2 ** 20;

/** Takeout truncates names, without `.json`, to this many characters. */
const TAKEOUT_NAME_LENGTH = 46;

const TAKEOUT_WORD = '.supplemental-metadata';

/** Suffixes that Google Photos appends to the names of edited photos, in the languages seen so far. */
const EDITED =
  /-(edited|bearbeitet|modifié|editado|editada|modificato|bewerkt|edytowane|upravené|redigerad|muokattu|編集済み|已修改|수정됨)$/u;

/** Splits a name: `IMG_1(2).jpg` gives `IMG_1`, `(2)`, `.jpg`. */
function splitName(name: string): { stem: string; copy: string; ending: string } {
  const found = /^(.+?)(\(\d{1,4}\))?(\.[^.]{1,10})?$/s.exec(name);
  return { stem: found?.[1] ?? name, copy: found?.[2] ?? '', ending: found?.[3] ?? '' };
}

/**
 * Possible names of a photo's sidecars in the photo's folder, most specific first:
 *
 * - `IMG_1.jpg.xmp` (digiKam, darktable), `IMG_1.xmp` (Adobe);
 * - `IMG_1.jpg.supplemental-metadata.json` and its form truncated to 46 characters, `IMG_1.jpg.json` (Takeout until 2024);
 * - for the copy `IMG_1(1).jpg`: `IMG_1.jpg(1).json`, `IMG_1.jpg.supplemental-metadata(1).json`;
 * - for the edited `IMG_1-edited.jpg`: those of `IMG_1.jpg`.
 *
 * @param name the photo's file name, without its folder
 */
export function sidecarNames(name: string): string[] {
  const { stem, copy, ending } = splitName(name);
  const bare = name.slice(0, name.length - ending.length);
  const names = [`${name}.xmp`, `${name}.XMP`, `${bare}.xmp`, `${bare}.XMP`, ...takeoutNames(stem, copy, ending)];
  if (EDITED.test(stem)) names.push(...takeoutNames(stem.replace(EDITED, ''), copy, ending));
  names.push(`${bare}.json`);
  return [...new Set(names)].filter((candidate) => candidate !== name && basename(candidate) === candidate);
}

function takeoutNames(stem: string, copy: string, ending: string): string[] {
  const cut = (name: string) => [...name].slice(0, TAKEOUT_NAME_LENGTH).join('');
  const original = `${stem}${ending}`;
  const names = [`${cut(original + TAKEOUT_WORD)}${copy}.json`, `${cut(original)}${copy}.json`];
  // A name that contained `(1)` before the upload is unchanged.
  if (copy !== '') names.push(`${cut(stem + copy + ending + TAKEOUT_WORD)}.json`, `${cut(stem + copy + ending)}.json`);
  return names;
}

/**
 * Reads the existing sidecars of a photo. A JSON file may belong to any program: the caller checks its content. Links, folders, files of more than
 * 1 MB and unreadable files are skipped; nothing outside the photo's folder is read.
 * @param path of the photo
 * @param names the existing sidecars, when they are known; default: all of {@link sidecarNames}
 * @returns in the order of `names`
 */
export async function readSidecars(path: string, names = sidecarNames(basename(path))): Promise<Sidecar[]> {
  const folder = dirname(path);
  const found = await Promise.all(names.map((name) => readSidecar(folder, name)));
  return found.filter((sidecar) => sidecar !== undefined);
}

async function readSidecar(folder: string, name: string): Promise<Sidecar | undefined> {
  const path = toFsPath(join(folder, name));
  try {
    // Most candidates do not exist, and `stat` is the cheapest check.
    if (!isAcceptable(await lstat(path))) return undefined;
    // The file may have been replaced since the check: opening a named pipe would block forever.
    const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
    const handle = await open(path, flags);
    try {
      const metadata = await handle.stat();
      if (!isAcceptable(metadata)) return undefined;
      const bytes = Buffer.alloc(metadata.size);
      const { bytesRead } = await handle.read(bytes, 0, metadata.size, 0);
      const kind = /\.xmp$/i.test(name) ? 'xmp' : 'json';
      return { kind, name, bytes: bytes.subarray(0, bytesRead), mtimeMs: metadata.mtimeMs };
    } finally {
      await handle.close();
    }
  } catch {
    return undefined;
  }
}

function isAcceptable(metadata: Stats): boolean {
  return metadata.isFile() && metadata.size > 0 && metadata.size <= MAX_SIDECAR_BYTES;
}
