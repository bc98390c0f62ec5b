import { resolve } from 'node:path';
import { setImmediate as yieldToOthers } from 'node:timers/promises';
import { PhotoseekError } from '../errors.js';
import { isBelow } from '../model/paths.js';
import type { ReadScope } from '../model/read-scope.js';
import { pathBytes, toRealPath } from '../runtime/fs-path.js';
import type { LibraryCore } from './core.js';
import { findMovedTo } from './moved-root.js';
import type { RemovedRoot, Root } from './types/descriptions.js';

/** Files removed from the catalogue in one transaction. */
const CHUNK = 500;

/** The roots, and what is known below each. @param scope what exists for the reader: roots outside of its folder do not */
export async function listRoots(core: LibraryCore, scope?: ReadScope): Promise<Root[]> {
  const { isThere, parseRules, scopeIsThere } = await import('../indexer/write-side.js');
  const times = core.catalogue.listRootTimes();
  const folder = scope?.folder;
  const roots = core.catalogue.listRoots().filter(({ path }) => path === folder || isBelow(path, folder));
  return Promise.all(
    roots.map(async ({ path, rules: json }) => {
      const rules = parseRules(json);
      const { files, failed } = core.catalogue.counts.under(path, scope);
      // An empty folder that had photos may be the mount point of a disk; one that never had any is merely empty.
      const isMissing = !(await scopeIsThere({ root: path, path, rules })) && (files > 0 || !(await isThere(path)));
      const movedTo = isMissing ? ((await findMovedTo(core.catalogue, path)) ?? null) : null;
      return { path, ...pathBytes(path), files, failed, addedAtMs: times.get(path) ?? 0, isMissing, movedTo, ...rules };
    }),
  );
}

/** Removes a root, with what is known below it and below no other root. No index run can go on meanwhile. */
export async function removeRoot(core: LibraryCore, path: string, dryRun: boolean): Promise<RemovedRoot> {
  const { forgetSharedRoot, runExclusively } = await import('../indexer/write-side.js');
  const { catalogue } = core;
  if (dryRun) core.assertOpen();
  else core.assertWritable();
  const root = await findRoot(core, path);
  if (dryRun) {
    const ids = listBelowOnly(core, root);
    return { path: root, removed: ids.length, forgotten: catalogue.counts.heldOnlyBy(ids) };
  }
  let removed = 0;
  let forgotten = 0;
  await runExclusively(
    catalogue,
    { wait: false, signal: core.closing },
    () => {},
    async () => {
      const ids = listBelowOnly(core, root);
      forgotten = catalogue.counts.heldOnlyBy(ids);
      for (let from = 0; from < ids.length; from += CHUNK) {
        const chunk = ids.slice(from, from + CHUNK);
        catalogue.files.remove(chunk);
        removed += chunk.length;
        await yieldToOthers();
        core.assertOpen();
      }
      // Last: after a crash before this the root is still there, and can be removed again or indexed again.
      catalogue.removeRoot(root);
      forgetSharedRoot(catalogue, root);
    },
  );
  return { path: root, removed, forgotten };
}

/** The root of a path, however that is written: relative, with a separator at its end, through a symbolic link. */
async function findRoot({ catalogue }: LibraryCore, path: string): Promise<string> {
  const roots = catalogue.listRoots().map((root) => root.path);
  const absolute = resolve(path);
  const real = path === '' ? absolute : await toRealPath(absolute).catch(() => absolute);
  const found = [path, absolute, real].find((candidate) => candidate !== '' && roots.includes(candidate));
  if (found !== undefined) return found;
  throw new PhotoseekError('root-not-found', `The library has no root ${path}.`, {
    hint: roots.length === 0 ? 'It has none.' : `Its roots: ${roots.join(', ')}`,
    details: { path },
  });
}

/** Ids of the files at or below a root that are at or below no other. */
function listBelowOnly({ catalogue }: LibraryCore, root: string): number[] {
  const others = catalogue
    .listRoots()
    .map((other) => other.path)
    .filter((other) => other !== root);
  return catalogue.files
    .listUnder(root)
    .filter((file) => catalogue.managedAs(file) === undefined)
    .filter((file) => !others.some((other) => file.path === other || isBelow(file.path, other)))
    .map((file) => file.id);
}
