import { lstat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { parseRules } from '../indexer/scan/rules.js';
import { isBelow } from '../model/paths.js';
import { toFsPath } from '../runtime/fs-path.js';

/**
 * Whether a file is reached through a symbolic link that was not there, or not followed, when it was indexed: somebody who may write into a
 * folder of photos must not make the server send what lies elsewhere.
 */
export async function isBehindForeignLink(
  path: string,
  roots: readonly { path: string; rules: string }[],
): Promise<boolean> {
  const root = roots.find((candidate) => candidate.path === path || isBelow(path, candidate.path));
  if (root !== undefined && parseRules(root.rules).followLinks) return false;
  // A root's own path was made real when it was named; below it, no step may be a link.
  for (let step = path; step === path || (root !== undefined && isBelow(step, root.path)); step = dirname(step)) {
    const stats = await lstat(toFsPath(step)).catch(() => undefined);
    if (stats === undefined || stats.isSymbolicLink()) return true;
    if (dirname(step) === step) break;
  }
  return false;
}
