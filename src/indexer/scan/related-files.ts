import { basename, dirname, join } from 'node:path';
import { isLiveFilmName } from '../../metadata/readers/live/film-file.js';
import { isSidecarName } from '../../metadata/readers/sidecars.js';
import { isDeveloped, isRaw, listNames, pairKey } from './raw-siblings.js';
import { addLiveFiles } from './related-live-files.js';
import { listSidecars } from './sidecar-stamps.js';

/**
 * Changed paths and the files whose indexing depends on them: photos in place of their sidecars, raw files beside their developed images, and the
 * other files of live photos.
 */
export async function addRelated(paths: readonly string[]): Promise<string[]> {
  const byFolder = new Map<string, string[]>();
  const related = new Set(paths);
  for (const path of paths) {
    const name = basename(path);
    if (!isSidecarName(name) && !isDeveloped(name) && !isLiveFilmName(name)) continue;
    const names = byFolder.get(dirname(path)) ?? [];
    byFolder.set(dirname(path), [...names, name]);
  }
  for (const [folder, changed] of byFolder) {
    const keys = new Set(changed.filter(isDeveloped).map(pairKey));
    if (keys.size > 0)
      for (const name of await listNames(folder))
        if (isRaw(name) && keys.has(pairKey(name))) related.add(join(folder, name));
    const sidecars = new Set(changed.filter(isSidecarName));
    if (sidecars.size > 0) await addPhotos(folder, sidecars, related);
    await addLiveFiles(folder, changed, related);
  }
  return [...related];
}

async function addPhotos(folder: string, changed: ReadonlySet<string>, related: Set<string>): Promise<void> {
  const present = new Set(await listNames(folder));
  // With those that are gone: their photos are to be read without them.
  const gone = [...changed].filter((name) => !present.has(name));
  const assigned = new Set<string>();
  for (const [photo, sidecars] of await listSidecars(folder, gone)) {
    const own = sidecars.filter((sidecar) => changed.has(sidecar));
    if (own.length > 0) related.add(join(folder, photo));
    for (const sidecar of own) assigned.add(sidecar);
  }
  for (const sidecar of assigned) related.delete(join(folder, sidecar));
  // A JSON file that is gone may have belonged to any photo, by its title.
  if (gone.some((name) => /\.json$/i.test(name) && !assigned.has(name))) related.add(folder);
}
