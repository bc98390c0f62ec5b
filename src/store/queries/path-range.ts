import { sep } from 'node:path';

/** Every path below a folder sorts from `from` to before `before`: a range over the index on paths. */
export function toPathRange(folder: string): { from: string; before: string } {
  const from = folder.endsWith(sep) ? folder : folder + sep;
  return { from, before: from.slice(0, -1) + String.fromCharCode(sep.charCodeAt(0) + 1) };
}

/** Whether a path lies below a folder; everything does when there is none. */
export function isBelow(path: string, folder: string | undefined): boolean {
  return folder === undefined || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}
