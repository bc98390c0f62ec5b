import { basename, dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { distance } from 'fastest-levenshtein';
import { PhotoseekError } from '../errors.js';
import { toComparisonKey } from '../model/comparison-key.js';
import type { Condition, Filter } from '../model/filter.js';
import { toFolderPrefix } from '../model/paths.js';
import { toRealPath } from '../runtime/fs-path.js';
import type { SearchContext } from './context.js';
import { quoteIfNeeded } from './query/tokenize.js';

/** A disk that does not answer delays a query by this much at most. */
const TIME_LIMIT_MS = 500;

type Library = Pick<SearchContext, 'catalogue' | 'scope'>;

/**
 * Finds the folders of `in:` filters in the library, by whatever path they were named: as it is, through symbolic links, or in another spelling
 * (case, composed and decomposed letters). Everything else stays.
 * @throws PhotoseekError `bad-query` for a folder below which the library has no photo, with the nearest one that has some
 */
export async function resolveFolders(context: Library, filters: readonly Filter[]): Promise<Filter[]> {
  return Promise.all(
    filters.map(async ({ condition, negated, or }) => ({
      condition: condition.field === 'in' ? await resolveFolder(context, condition) : condition,
      negated,
      ...(or && { or: await resolveFolders(context, or) }),
    })),
  );
}

async function resolveFolder(
  context: Library,
  condition: Extract<Condition, { field: 'in' }>,
): Promise<Extract<Condition, { field: 'in' }>> {
  const { catalogue, scope } = context;
  const { folder } = condition;
  const isKnown = (path: string) => catalogue.folders.holdsPhotos(path, scope);
  if (isKnown(folder) || catalogue.counts.photos() === 0) return condition;
  // A reader of one folder is a guest, who is to learn nothing of the disk.
  const real =
    scope?.folder === undefined
      ? await Promise.race([findRealPath(folder), setTimeout(TIME_LIMIT_MS, folder, { ref: false })])
      : folder;
  if (isKnown(real)) return { ...condition, spellings: [real] };
  const folders = listFolders(context);
  const spellings = [folder, real].flatMap((path) => findSpellings(folders, path));
  if (spellings.length > 0) return { ...condition, spellings: [...new Set(spellings)] };
  throw unknownFolder(folder, findNearest(folders, real));
}

/** The path without symbolic links, as far as it exists. */
async function findRealPath(path: string): Promise<string> {
  const parent = dirname(path);
  try {
    return await toRealPath(path);
  } catch {
    return parent === path ? path : join(await findRealPath(parent), basename(path));
  }
}

/** The folders that have photos below them, without a separator at their ends; those above all photos are left out. */
function listFolders({ catalogue, scope }: Library): string[] {
  const own = catalogue.folders.list(scope).map((path) => path.slice(0, -1));
  const top = own.reduce((above, folder) => {
    let common = above;
    while (folder !== common && !folder.startsWith(toFolderPrefix(common)) && dirname(common) !== common)
      common = dirname(common);
    return common;
  }, own[0] ?? '');
  const folders = new Set<string>();
  for (const path of own) {
    for (let folder = path; folder.length >= top.length && folder.length > 1; folder = dirname(folder)) {
      if (folders.has(folder)) break;
      folders.add(folder);
    }
  }
  return [...folders];
}

function findSpellings(folders: readonly string[], path: string): string[] {
  const key = toComparisonKey(path);
  return folders.filter((folder) => toComparisonKey(folder) === key);
}

/**
 * The folder that was probably meant: below the deepest folder of the path that has photos, the one whose name is nearest; or else the one of the
 * same name somewhere else; or else that deepest folder; or else the one whose path is nearest.
 */
function findNearest(folders: readonly string[], path: string): string | undefined {
  const known = new Set(folders);
  let below = path;
  let name = '';
  while (!known.has(below) && dirname(below) !== below) {
    name = basename(below);
    below = dirname(below);
  }
  const children = known.has(below) ? folders.filter((folder) => dirname(folder) === below) : [];
  const sibling = pickNearest(children, name, basename);
  if (sibling !== undefined && distanceOf(basename(sibling), name) <= Math.max(2, name.length / 3)) return sibling;
  const wanted = toComparisonKey(basename(path));
  const namesakes = folders.filter((folder) => toComparisonKey(basename(folder)) === wanted);
  if (namesakes.length > 0) return pickNearest(namesakes, path, String);
  return known.has(below) ? below : pickNearest(folders, path, String);
}

function pickNearest(folders: readonly string[], text: string, nameOf: (folder: string) => string): string | undefined {
  let best: string | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const folder of folders) {
    const d = distanceOf(nameOf(folder), text);
    if (d < least || (d === least && folder < (best as string))) [best, least] = [folder, d];
  }
  return best;
}

function distanceOf(a: string, b: string): number {
  return distance(toComparisonKey(a), toComparisonKey(b));
}

function unknownFolder(folder: string, nearest: string | undefined): PhotoseekError {
  const suggestion = nearest === undefined ? undefined : `in:${quoteIfNeeded(nearest)}`;
  return new PhotoseekError(
    'bad-query',
    `in: must be a folder with photos of the library, got ${JSON.stringify(folder)}.`,
    {
      ...(suggestion === undefined ? {} : { hint: `Did you mean ${suggestion}?` }),
      details: { folder, suggestion: suggestion ?? null },
    },
  );
}
