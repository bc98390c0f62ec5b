import { lstat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { isBelow } from '../model/paths.js';
import { toFsPath } from '../runtime/fs-path.js';

/**
 * Whether a file is reached through a symbolic link that was not there, or not followed, when it was indexed: a user who may write into a
 * folder of photos must not make the server send what lies elsewhere.
 * @param roots with their rules as JSON
 */
export async function isBehindForeignLink(
  path: string,
  roots: readonly { path: string; rules: string }[],
): Promise<boolean> {
  const root = roots.find((candidate) => candidate.path === path || isBelow(path, candidate.path));
  // Read here, not by the rules of the write side: those load a matcher of ignore patterns, which a search does not need.
  if (root !== undefined && (JSON.parse(root.rules) as { followLinks?: boolean }).followLinks === true) return false;
  // The root's own path was resolved when it was added; below it, no step may be a link.
  for (let step = path; step === path || (root !== undefined && isBelow(step, root.path)); step = dirname(step)) {
    const stats = await lstat(toFsPath(step)).catch(() => undefined);
    if (stats === undefined || stats.isSymbolicLink()) return true;
    if (dirname(step) === step) break;
  }
  return false;
}
