import { stat } from 'node:fs/promises';
import { toFsPath } from '../runtime/fs-path.js';
import type { Catalogue } from '../store/catalogue.js';

/** Photos of the root that are looked at. */
const SAMPLE = 1000;
/** The share of them that must lie elsewhere under their own names. */
const MIN_SHARE = 0.5;

/**
 * Where a root that is missing lies now: the folder below which most of its photos were indexed under the same relative paths. `undefined`
 * when there is none, or it cannot be reached either.
 */
export async function findMovedTo(catalogue: Catalogue, root: string): Promise<string | undefined> {
  const { files, pairs } = catalogue.files.listElsewhere(root, SAMPLE);
  const counts = new Map<string, number>();
  for (const { here, there } of pairs) {
    const relative = here.slice(root.length);
    if (!there.endsWith(relative)) continue;
    const base = there.slice(0, there.length - relative.length);
    counts.set(base, (counts.get(base) ?? 0) + 1);
  }
  const candidates = [...counts].filter(([, count]) => count >= files * MIN_SHARE).sort((a, b) => b[1] - a[1]);
  for (const [base] of candidates) if (await isThere(base)) return base;
  return undefined;
}

function isThere(path: string): Promise<boolean> {
  return stat(toFsPath(path)).then(
    () => true,
    () => false,
  );
}
