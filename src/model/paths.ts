import { sep } from 'node:path';

/** A half-open range of paths in the order of their code units: `from <= path < before`. */
export interface PathRange {
  from: string;
  before: string;
}

/** A folder's path with a separator at its end, so that `/a` is no prefix of `/ab`. */
export function toFolderPrefix(folder: string): string {
  return folder.endsWith(sep) ? folder : folder + sep;
}

/** Whether a path lies below a folder; a folder is not below itself. Without a folder, every path does. */
export function isBelow(path: string, folder: string | undefined): boolean {
  return folder === undefined || (path !== folder && path.startsWith(toFolderPrefix(folder)));
}

/** The range that holds every path below a folder and no other: a range scan over an index on paths finds them. */
export function toPathRange(folder: string): PathRange {
  const from = toFolderPrefix(folder);
  return { from, before: from.slice(0, -1) + String.fromCharCode(sep.charCodeAt(0) + 1) };
}
