import { lstat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { sidecarNames } from '../../metadata/readers/sidecars.js';
import { toFsPath } from '../../runtime/fs-path.js';

/** Whether a file may be a sidecar, by its name. */
export function isSidecarName(name: string): boolean {
  return /\.(xmp|json)$/i.test(name);
}

/** The sidecars of a folder's files at one moment. Stamps are written `name/time/name/time`: no name holds a slash. */
export interface FolderSidecars {
  /** Of the file with this name; empty for one without sidecars. */
  stampOf(name: string): string;
  /** Whether it is the sidecar of another file of the folder: then it is not tried as an image. */
  isSidecar(name: string): boolean;
}

const NONE: FolderSidecars = { stampOf: () => '', isSidecar: () => false };

/** @param names of the files in the folder. Without sidecars among them, the disk is not accessed. */
export async function findSidecars(folder: string, names: readonly string[]): Promise<FolderSidecars> {
  const candidates = new Set(names.filter(isSidecarName));
  if (candidates.size === 0) return NONE;
  const found = new Map<string, string[]>();
  for (const name of names) {
    if (candidates.has(name)) continue;
    const sidecars = sidecarNames(name).filter((candidate) => candidates.has(candidate));
    if (sidecars.length > 0) found.set(name, sidecars);
  }
  const times = await readTimes(folder, new Set([...found.values()].flat()));
  return {
    stampOf: (name) => toStamp(found.get(name) ?? [], times),
    isSidecar: (name) => times.has(name),
  };
}

/** The stamp of one file whose folder is not listed. */
export async function stampSingle(path: string): Promise<string> {
  const names = sidecarNames(basename(path));
  return isSidecarName(path) ? '' : toStamp(names, await readTimes(dirname(path), new Set(names)));
}

/** The names in a stamp. */
export function namesInStamp(stamp: string): string[] {
  return stamp === '' ? [] : stamp.split('/').filter((_, i) => i % 2 === 0);
}

async function readTimes(folder: string, names: ReadonlySet<string>): Promise<Map<string, number>> {
  const times = new Map<string, number>();
  await Promise.all(
    [...names].map(async (name) => {
      const stats = await lstat(toFsPath(join(folder, name))).catch(() => undefined);
      if (stats?.isFile()) times.set(name, stats.mtimeMs);
    }),
  );
  return times;
}

function toStamp(names: readonly string[], times: ReadonlyMap<string, number>): string {
  return names
    .filter((name) => times.has(name))
    .map((name) => `${name}/${times.get(name)}`)
    .join('/');
}
