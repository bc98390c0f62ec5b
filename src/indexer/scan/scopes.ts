import { readdir, realpath, stat } from 'node:fs/promises';
import { resolve, sep } from 'node:path';
import { toReadError } from '../../media/worker/read-file.js';
import { toFsPath } from '../../runtime/fs-path.js';
import type { Catalogue } from '../../store/catalogue.js';
import type { FileFailure, IndexOptions } from '../progress/events.js';
import { DEFAULT_RULES, parseRules, type RootRules } from './rules.js';

/** A part of the disk to be brought up to date: a root, or a file or folder below one. */
export interface Scope {
  root: string;
  path: string;
  rules: RootRules;
}

/** Where the paths that a user named lead to. */
export interface FoundScopes {
  scopes: Scope[];
  failures: FileFailure[];
  missingRoots: string[];
}

/**
 * Turns paths into scopes by their real names, none inside another, and remembers them as roots. A path below a root that is
 * known already is a part of that root. A path that is not there fails; when it was a root before, its photos are kept.
 */
export async function findScopes(
  paths: readonly string[],
  catalogue: Catalogue,
  options: IndexOptions,
): Promise<FoundScopes> {
  const known = catalogue.listRoots();
  const real = new Set<string>();
  const failures: FileFailure[] = [];
  const missingRoots: string[] = [];
  for (const path of paths) {
    const absolute = resolve(path);
    try {
      real.add(await realpath(absolute));
    } catch (cause) {
      if (known.some((root) => root.path === absolute)) missingRoots.push(absolute);
      else failures.push({ path: absolute, ...explainMissing(cause as NodeJS.ErrnoException) });
    }
  }
  const outermost = [...real].filter((path) => ![...real].some((other) => isInside(path, other)));
  return { scopes: outermost.map((path) => toScope(path, catalogue, options)), failures, missingRoots };
}

function toScope(path: string, catalogue: Catalogue, options: IndexOptions): Scope {
  const roots = catalogue.listRoots();
  const above = roots.find((root) => isInside(path, root.path));
  if (above !== undefined) return { root: above.path, path, rules: parseRules(above.rules) };
  const said = readRules(options);
  const before = roots.find((root) => root.path === path);
  const rules = { ...(before === undefined ? DEFAULT_RULES : parseRules(before.rules)), ...said };
  catalogue.addRoot(path, JSON.stringify(rules), Date.now());
  return { root: path, path, rules };
}

/** Changed paths below roots, with the rules of those; roots that were given up meanwhile are left out. */
export function toScopes(
  changes: readonly { root: string; paths: readonly string[] }[],
  catalogue: Catalogue,
): Scope[] {
  const roots = new Map(catalogue.listRoots().map((root) => [root.path, parseRules(root.rules)]));
  return changes.flatMap(({ root, paths }) => {
    const rules = roots.get(root);
    return rules === undefined ? [] : paths.map((path) => ({ root, path, rules }));
  });
}

function readRules({ exclude, hidden, followLinks, raw }: IndexOptions): Partial<RootRules> {
  return {
    ...(exclude === undefined ? {} : { exclude: [...exclude] }),
    ...(hidden === undefined ? {} : { hidden }),
    ...(followLinks === undefined ? {} : { followLinks }),
    ...(raw === undefined ? {} : { raw }),
  };
}

/** Whether there is a file or folder of this name. */
export async function isThere(path: string): Promise<boolean> {
  return stat(toFsPath(path)).then(
    () => true,
    (cause: NodeJS.ErrnoException) => toReadError(cause).code !== 'vanished',
  );
}

/** Whether the root of a scope can be reached and holds anything at all. */
export async function scopeIsThere({ root }: Scope): Promise<boolean> {
  const stats = await stat(toFsPath(root)).catch(() => undefined);
  if (stats === undefined) return false;
  return (
    !stats.isDirectory() ||
    (await readdir(toFsPath(root)).then(
      (names) => names.length > 0,
      () => false,
    ))
  );
}

function explainMissing(cause: NodeJS.ErrnoException): Omit<FileFailure, 'path'> {
  const { code, message } = toReadError(cause);
  return code === 'vanished'
    ? { code: 'path-not-found', message: 'There is no such file or folder.' }
    : { code, message };
}

/** Whether a path lies below a folder. */
export function isInside(path: string, folder: string): boolean {
  return path !== folder && path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}
