import { resolve } from 'node:path';
import { setImmediate as yieldToOthers } from 'node:timers/promises';
import { PhotoseekError } from '../errors.js';
import { isBelow } from '../model/paths.js';
import type { LibraryCore } from './core.js';
import type { Root } from './types.js';

/** Files removed from the catalogue in one transaction. */
const CHUNK = 500;

/** The roots, and what is known below each. */
export async function listRoots(core: LibraryCore): Promise<Root[]> {
  const { parseRules, scopeIsThere } = await import('../indexer/write-side.js');
  const times = core.catalogue.listRootTimes();
  return Promise.all(
    core.catalogue.listRoots().map(async ({ path, rules: json }) => {
      const rules = parseRules(json);
      const { files, failed } = core.catalogue.files.countUnder(path);
      const isMissing = !(await scopeIsThere({ root: path, path, rules }));
      return { path, files, failed, addedAtMs: times.get(path) ?? 0, isMissing, ...rules };
    }),
  );
}

/** Takes a root out, with what is known below it and below no other root. No index run can go on meanwhile. */
export async function removeRoot(core: LibraryCore, path: string): Promise<{ removed: number }> {
  const { runExclusively } = await import('../indexer/write-side.js');
  const { catalogue } = core;
  core.assertWritable();
  const isRoot = (candidate: string) => catalogue.listRoots().some((root) => root.path === candidate);
  const root = [path, resolve(path)].find(isRoot);
  if (root === undefined) {
    throw new PhotoseekError('root-not-found', `The library has no root ${path}.`, { details: { path } });
  }
  let removed = 0;
  await runExclusively(
    catalogue,
    { wait: false, signal: core.closing },
    () => {},
    async () => {
      const others = catalogue
        .listRoots()
        .map((other) => other.path)
        .filter((other) => other !== root);
      const ids = catalogue.files
        .listUnder(root)
        .filter((file) => !others.some((other) => file.path === other || isBelow(file.path, other)))
        .map((file) => file.id);
      for (let from = 0; from < ids.length; from += CHUNK) {
        const chunk = ids.slice(from, from + CHUNK);
        catalogue.files.remove(chunk);
        removed += chunk.length;
        await yieldToOthers();
        core.assertOpen();
      }
      // Last: after a crash before this the root is still there, and can be removed again or indexed again.
      catalogue.removeRoot(root);
    },
  );
  return { removed };
}
