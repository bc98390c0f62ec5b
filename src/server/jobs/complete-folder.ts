import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, sep } from 'node:path';
import { expandHome } from '../../runtime/expand-home.js';

const MAX_FOLDERS = 20;

/**
 * Folders whose path begins with what was typed, in the order of their names; hidden ones only where the name that is typed begins with a dot.
 * @param typed an absolute path, or one below `~`; empty: `~/`
 * @returns at most twenty, each with a separator at its end, with `~` where it was typed
 */
export async function completeFolder(typed: string): Promise<string[]> {
  const start = typed === '' || typed === '~' ? `~${sep}` : typed;
  const path = expandHome(start);
  if (!isAbsolute(path) || path.includes('\0')) return [];
  const isWhole = path.endsWith(sep) || path.endsWith('/');
  const parent = isWhole ? path : dirname(path);
  const begin = isWhole ? '' : basename(path).toLowerCase();
  const shownParent = isWhole ? start : start.slice(0, start.length - basename(path).length);
  const entries = await readdir(parent, { withFileTypes: true }).catch(() => []);
  const names: string[] = [];
  for (const entry of entries.sort((one, other) => one.name.localeCompare(other.name))) {
    const { name } = entry;
    const isWanted = name.toLowerCase().startsWith(begin) && (begin !== '' || !name.startsWith('.'));
    // A name that is not valid UTF-8 could not be typed either.
    if (!isWanted || name.includes('\uFFFD')) continue;
    const isFolder = entry.isDirectory() || (entry.isSymbolicLink() && (await leadsToFolder(join(parent, name))));
    if (isFolder) names.push(name);
    if (names.length === MAX_FOLDERS) break;
  }
  return names.map((name) => `${shownParent}${name}${sep}`);
}

async function leadsToFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (stats) => stats.isDirectory(),
    () => false,
  );
}
