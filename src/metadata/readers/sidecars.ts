import { basename, dirname, join } from 'node:path';
import { readAt, readBeside } from './open-beside.js';
import { assignTakeout } from './takeout-names.js';

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

/** Possible names of a photo's XMP sidecars: `IMG_1.jpg.xmp` (digiKam, darktable), then `IMG_1.xmp` (Adobe). */
function xmpNames(name: string): string[] {
  const bare = name.replace(/(?<=.)\.[^.]{1,10}$/s, '');
  return [`${name}.xmp`, `${name}.XMP`, `${bare}.xmp`, `${bare}.XMP`];
}

/** Whether a file may be a sidecar, by its name. */
export function isSidecarName(name: string): boolean {
  return /\.(xmp|json)$/i.test(name);
}

/**
 * Finds the sidecars of the files in a folder: `.xmp` by their names, Takeout's `.json` by their names and titles ({@link assignTakeout}).
 * @param names of all files in the folder
 * @param readTitles see {@link assignTakeout}
 * @returns for each file that has any the names of its sidecars, most specific first
 */
export async function matchSidecars(
  names: readonly string[],
  readTitles: (jsons: readonly string[]) => Promise<(string | undefined)[]>,
): Promise<Map<string, string[]>> {
  const files = new Set(names);
  const photos = names.filter((name) => !isSidecarName(name));
  const matched = new Map<string, string[]>();
  for (const photo of photos) {
    const own = [...new Set(xmpNames(photo))].filter((name) => files.has(name));
    if (own.length > 0) matched.set(photo, own);
  }
  const jsons = names.filter((name) => /\.json$/i.test(name));
  if (jsons.length === 0) return matched;
  for (const [photo, own] of await assignTakeout(photos, jsons, readTitles))
    matched.set(photo, [...(matched.get(photo) ?? []), ...own]);
  return matched;
}

/**
 * Reads sidecars of a photo. A JSON file may belong to any program: the caller checks its content. Links, folders, files of more than
 * 1 MB and unreadable files are skipped; nothing outside the photo's folder is read.
 * @param path of the photo
 * @param names of the sidecars in its folder
 * @returns in the order of `names`
 */
export async function readSidecars(path: string, names: readonly string[]): Promise<Sidecar[]> {
  const folder = dirname(path);
  const inFolder = names.filter((name) => basename(name) === name && isSidecarName(name));
  const found = await Promise.all(inFolder.map((name) => readSidecar(folder, name)));
  return found.filter((sidecar) => sidecar !== undefined);
}

async function readSidecar(folder: string, name: string): Promise<Sidecar | undefined> {
  return readBeside(
    join(folder, name),
    (sizeBytes) => sizeBytes <= MAX_SIDECAR_BYTES,
    async (handle, { size, mtimeMs }) => {
      const kind = /\.xmp$/i.test(name) ? 'xmp' : 'json';
      return { kind, name, bytes: await readAt(handle, 0, size), mtimeMs };
    },
  );
}

/** The file's content, when it may be written by Takeout: not a link, and small. */
export async function readSmallJson(path: string, limitBytes: number): Promise<Uint8Array | undefined> {
  const { bytes } = (await readSidecar(dirname(path), basename(path))) ?? {};
  return bytes !== undefined && bytes.length <= limitBytes ? bytes : undefined;
}
