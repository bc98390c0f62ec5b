import { setImmediate } from 'node:timers/promises';
import { toRelativeName } from '../../runtime/fs-path.js';
import type { Catalogue } from '../../store/catalogue.js';
import type { Claims } from './claims.js';
import type { JoinedRoot } from './shared-root.js';

/**
 * Compares the files of a shared root that the library has with its claims: those that nobody owns are its own from now on, those that another library has
 * taken over leave this one. So does one that is in no list, once the root was walked.
 */
export async function reconcile(
  catalogue: Catalogue,
  { path: folder }: JoinedRoot,
  claims: Claims,
  walks: number,
): Promise<void> {
  for (const page of catalogue.files.pagesUnder(folder)) {
    const ids = new Map(page.map(({ id, path }) => [toRelativeName(folder, path), id]));
    const foreign = await claims.adopt([...ids.keys()]);
    const removed = foreign.flatMap(({ path, isListed }) => (isListed || walks > 0 ? [ids.get(path) as number] : []));
    if (removed.length > 0) catalogue.files.remove(removed);
    await setImmediate();
  }
}
