import { constants, type Stats } from 'node:fs';
import { lstat, open } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { toFsPath } from '../../runtime/fs-path.js';

/** A file beside a photo that says something about it. */
export interface Sidecar {
  /** `xmp` is what editors write, `json` may be Google Takeout's. */
  kind: 'xmp' | 'json';
  /** Its name, in the photo's folder. */
  name: string;
  bytes: Uint8Array;
  /** Milliseconds since 1970, with the file system's fraction. */
  mtimeMs: number;
}

/** Larger files are no sidecars. */
export const MAX_SIDECAR_BYTES = 2 ** 20;

/** Takeout cuts names, without their `.json`, to this many characters. */
const TAKEOUT_NAME_LENGTH = 46;

const TAKEOUT_WORD = '.supplemental-metadata';

/** What Google Photos puts behind the name of a picture that was edited there, in the languages seen so far. */
const EDITED =
  /-(edited|bearbeitet|modifié|editado|editada|modificato|bewerkt|edytowane|upravené|redigerad|muokattu|編集済み|已修改|수정됨)$/u;

/** A name in its parts: `IMG_1(2).jpg` is `IMG_1`, `(2)`, `.jpg`. */
function splitName(name: string): { stem: string; copy: string; ending: string } {
  const found = /^(.+?)(\(\d{1,4}\))?(\.[^.]{1,10})?$/s.exec(name);
  return { stem: found?.[1] ?? name, copy: found?.[2] ?? '', ending: found?.[3] ?? '' };
}

/**
 * Names that a photo's sidecars may have, all in the photo's folder, the more particular first:
 *
 * - `IMG_1.jpg.xmp` (digiKam, darktable), `IMG_1.xmp` (Adobe);
 * - `IMG_1.jpg.supplemental-metadata.json` and its form cut to 46 characters, `IMG_1.jpg.json` (Takeout until 2024);
 * - for the copy `IMG_1(1).jpg`: `IMG_1.jpg(1).json`, `IMG_1.jpg.supplemental-metadata(1).json`;
 * - for the edited `IMG_1-edited.jpg`: what belongs to `IMG_1.jpg`.
 *
 * @param name the photo's name, without its folder
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
  // A name that had `(1)` before Google saw it keeps it in its place.
  if (copy !== '') names.push(`${cut(stem + copy + ending + TAKEOUT_WORD)}.json`, `${cut(stem + copy + ending)}.json`);
  return names;
}

/**
 * Reads the sidecars of a photo that exist. JSON may be anybody's: whoever uses it looks at its content. Links, folders and files of more than 1 MB are passed over, and nothing outside the
 * photo's folder is touched. What cannot be read is not there.
 * @param path of the photo
 * @param names those that are there, where that is known; default: all that there may be
 * @returns in the order of the names
 */
export async function readSidecars(path: string, names = sidecarNames(basename(path))): Promise<Sidecar[]> {
  const folder = dirname(path);
  const found = await Promise.all(names.map((name) => readSidecar(folder, name)));
  return found.filter((sidecar) => sidecar !== undefined);
}

async function readSidecar(folder: string, name: string): Promise<Sidecar | undefined> {
  const path = toFsPath(join(folder, name));
  try {
    // Most candidates do not exist, and this is the cheapest way to know.
    if (!isAcceptable(await lstat(path))) return undefined;
    // Between the two calls somebody may have put something else there: a pipe would make an opening wait for ever.
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
