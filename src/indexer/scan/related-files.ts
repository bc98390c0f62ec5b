import { basename, dirname, join } from 'node:path';
import { sidecarNames } from '../../metadata/readers/sidecars.js';
import { isDeveloped, isRaw, listNames, pairKey } from './raw-siblings.js';
import { isSidecarName } from './sidecar-stamps.js';

/**
 * Changed paths and the files whose indexing depends on them: photos in place of their sidecars, and raw files beside their developed
 * images.
 */
export async function addRelated(paths: readonly string[]): Promise<string[]> {
  const byFolder = new Map<string, string[]>();
  const related = new Set(paths);
  for (const path of paths) {
    const name = basename(path);
    if (!isSidecarName(name) && !isDeveloped(name)) continue;
    const names = byFolder.get(dirname(path)) ?? [];
    byFolder.set(dirname(path), [...names, name]);
  }
  for (const [folder, changed] of byFolder) {
    const sidecars = new Set(changed.filter(isSidecarName));
    const keys = new Set(changed.filter(isDeveloped).map(pairKey));
    for (const name of await listNames(folder)) {
      if (isRaw(name) && keys.has(pairKey(name))) related.add(join(folder, name));
      if (sidecars.size === 0 || isSidecarName(name)) continue;
      const own = sidecarNames(name).filter((sidecar) => sidecars.has(sidecar));
      if (own.length > 0) related.add(join(folder, name));
      for (const sidecar of own) related.delete(join(folder, sidecar));
    }
  }
  return [...related];
}
