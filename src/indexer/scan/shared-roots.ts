import type { Catalogue } from '../../store/catalogue.js';

const SETTING = 'sharedRoots';

/** A root of which this library indexes the files that it has claimed, and other libraries the others. */
export interface SharedRoot {
  /** The same on every machine. */
  id: string;
  /** Its folder on this machine. */
  path: string;
  /** Its folder on the machine that named it first: its files are published by these paths, whoever indexes them. */
  publishedAs: string;
}

/** The shared roots of a library. */
export function listSharedRoots(catalogue: Pick<Catalogue, 'getSetting'>): SharedRoot[] {
  const json = catalogue.getSetting(SETTING);
  return json === undefined ? [] : (JSON.parse(json) as SharedRoot[]);
}

/** Notes that a root is shared from now on. */
export function putSharedRoot(catalogue: Catalogue, root: SharedRoot): void {
  const others = listSharedRoots(catalogue).filter(({ id, path }) => id !== root.id && path !== root.path);
  catalogue.setSetting(SETTING, JSON.stringify([...others, root]));
}

/** Notes that the library has this root no more. */
export function forgetSharedRoot(catalogue: Catalogue, path: string): void {
  const roots = listSharedRoots(catalogue);
  const others = roots.filter((root) => root.path !== path);
  if (others.length < roots.length) catalogue.setSetting(SETTING, JSON.stringify(others));
}
