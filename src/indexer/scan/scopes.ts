import { readdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { toReadError } from '../../media/worker/read-file.js';
import type { KindName } from '../../model/content-kind.js';
import { isBelow } from '../../model/paths.js';
import { toFsPath, toRealPath } from '../../runtime/fs-path.js';
import type { Catalogue } from '../../store/catalogue.js';
import type { FileFailure, IndexNotice, IndexOptions } from '../progress/events.js';
import { DEFAULT_RULES, parseRules, type RootRules, THUMBNAILS_FOLDER } from './rules.js';
import { listSharedRoots } from './shared-roots.js';
import { WantedKinds } from './wanted-kinds.js';

/** A part of the disk to be brought up to date: a root, or a file or folder below one. */
export interface Scope {
  root: string;
  path: string;
  rules: RootRules;
  /** The user named it, in this run. */
  isNamed?: true;
  /** Patterns that the user gave in this run: one that matches nothing is reported. */
  newPatterns?: readonly string[];
}

/** The scopes of the paths that a user named. */
export interface FoundScopes {
  scopes: Scope[];
  failures: FileFailure[];
  missingRoots: string[];
  notices: IndexNotice[];
}

/**
 * Resolves paths to scopes by their real paths, none below another, and stores new ones as roots. A path below a stored root is
 * a part of that root. A path that does not exist fails; when it was a root before, its photos stay.
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
  const notices: IndexNotice[] = [];
  const own = [join(await toRealPath(catalogue.folder), THUMBNAILS_FOLDER), catalogue.managedFolder];
  for (const path of paths) {
    const absolute = resolve(path);
    try {
      const path = await toRealPath(absolute);
      const { kinds = DEFAULT_RULES.kinds } = options;
      const shared = listSharedRoots(catalogue).find((root) => path === root.path || isBelow(path, root.path));
      if (shared !== undefined) notices.push(explainShared(path, shared.id));
      else if (await isOtherFile(path, known, kinds)) failures.push(refuseOther(path, kinds));
      else if (!own.some((folder) => path === folder || isBelow(path, folder))) real.add(path);
      else notices.push({ code: 'path-excluded', path, message: 'What this library keeps itself is never read here.' });
    } catch (cause) {
      if (known.some((root) => root.path === absolute)) missingRoots.push(absolute);
      else failures.push({ path: absolute, ...explainMissing(cause as NodeJS.ErrnoException) });
    }
  }
  const outermost = [...real].filter((path) => ![...real].some((other) => isBelow(path, other)));
  const scopes = outermost.map((path) => toScope(path, catalogue, options, notices));
  return { scopes, failures, missingRoots, notices };
}

/** Whether a path is a file that would be a root without ever giving a photo. */
async function isOtherFile(
  path: string,
  roots: readonly { path: string }[],
  names: readonly KindName[],
): Promise<boolean> {
  if (roots.some((root) => path === root.path || isBelow(path, root.path))) return false;
  const stats = await stat(toFsPath(path)).catch(() => undefined);
  const kinds = new WantedKinds(names);
  return stats?.isFile() === true && (kinds.isUnwanted(path) || !(await kinds.mayInclude(path)));
}

function refuseOther(path: string, kinds: readonly KindName[]): FileFailure {
  const message = `The file is none of what is read: ${kinds.join(', ')}. Name a folder, or such a file, or choose others with --kinds.`;
  return { path, code: 'not-an-image', message };
}

function toScope(path: string, catalogue: Catalogue, options: IndexOptions, notices: IndexNotice[]): Scope {
  const roots = catalogue.listRoots();
  const above = roots.find((root) => isBelow(path, root.path));
  const given = readRules(options);
  if (above !== undefined) {
    if (Object.keys(given).length > 0) notices.push(explainUnused(path, above.path));
    return { root: above.path, path, rules: parseRules(above.rules), isNamed: true };
  }
  const before = roots.find((root) => root.path === path);
  const rules = { ...(before === undefined ? DEFAULT_RULES : parseRules(before.rules)), ...given };
  catalogue.addRoot(path, JSON.stringify(rules), Date.now());
  return { root: path, path, rules, isNamed: true, newPatterns: given.exclude ?? [] };
}

function explainUnused(path: string, root: string): IndexNotice {
  const message = `This is part of ${root}, whose stored --exclude, --hidden, --follow-links, --raw and --kinds hold; give them with that folder.`;
  return { code: 'options-unused', path, message };
}

function explainShared(path: string, id: string): IndexNotice {
  const message = `The root ${id} is shared with other machines: photoseek index --claim indexes it, and nothing else does.`;
  return { code: 'path-excluded', path, message };
}

/** Scopes of changed paths below roots; roots that were removed meanwhile, or are shared with others, are left out. */
export function toScopes(
  changes: readonly { root: string; paths: readonly string[] }[],
  catalogue: Catalogue,
): Scope[] {
  const shared = new Set(listSharedRoots(catalogue).map((root) => root.path));
  const roots = new Map(
    catalogue.listRoots().flatMap(({ path, rules }) => (shared.has(path) ? [] : [[path, parseRules(rules)] as const])),
  );
  return changes.flatMap(({ root, paths }) => {
    const rules = roots.get(root);
    return rules === undefined ? [] : paths.map((path) => ({ root, path, rules }));
  });
}

/** The rules among some options; those that were not given are left out. */
export function readRules({
  exclude,
  hidden,
  followLinks,
  raw,
  kinds,
}: Pick<IndexOptions, 'exclude' | 'hidden' | 'followLinks' | 'raw' | 'kinds'>): Partial<RootRules> {
  return {
    ...(exclude === undefined ? {} : { exclude: [...exclude] }),
    ...(hidden === undefined ? {} : { hidden }),
    ...(followLinks === undefined ? {} : { followLinks }),
    ...(raw === undefined ? {} : { raw }),
    ...(kinds === undefined ? {} : { kinds: [...new Set(kinds)] }),
  };
}

/** Whether a file or folder exists. */
export async function isThere(path: string): Promise<boolean> {
  return stat(toFsPath(path)).then(
    () => true,
    (cause: NodeJS.ErrnoException) => toReadError(cause).code !== 'vanished',
  );
}

/** Whether the root of a scope can be reached and is not empty. */
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
    ? { code: 'path-not-found', message: 'The file or folder does not exist.' }
    : { code, message };
}
