import { basename, extname } from 'node:path';
import { isBelow } from '../../model/paths.js';
import type { TextMatch } from '../../store/queries/text-matches.js';
import type { TextField } from '../../store/text-fields.js';
import type { SearchContext } from '../context.js';
import type { TextHit } from '../model.js';
import { splitTerms, type TextQuery } from './terms.js';

/** Terms that more files than this share distinguish nothing. */
const MAX_FILES = 5000;

/** Candidates compared with the query in search of an exact name. */
const MAX_NAMES = 500;

/** Everything but the folder. */
const OWN_COLUMNS: readonly TextField[] = ['name', 'title', 'description', 'keywords', 'people', 'place'];

/**
 * Photos whose text holds all significant terms of the query: those named exactly so first, then by BM25, then those whose name holds a code
 * in the middle, then those whose frames hold them, such as pages of a document. Each photo once, whether it may be found or not.
 */
export function matchText({ catalogue, scope, stamp }: SearchContext, query: TextQuery): TextHit[] {
  const { texts, frameTexts } = catalogue;
  const hits = new Map<number, TextHit>();
  const take = (matches: readonly TextMatch[], kind: { isExact: boolean; isByFolder: boolean }) => {
    // The text of a file that the reader may not see finds nothing, although another file of its photo may be seen. Photos of which none may be seen
    // are left out later, by `Allowed`.
    for (const { photoId, fileId, path } of matches)
      if (!hits.has(photoId) && isBelow(path, scope?.folder)) hits.set(photoId, { photoId, fileId, path, ...kind });
  };
  take(findExact(texts, query.all, stamp), { isExact: true, isByFolder: false });
  const { significant, codes } = query;
  take(texts.listWithAll(significant, { most: MAX_FILES, columns: OWN_COLUMNS, stamp }), {
    isExact: false,
    isByFolder: false,
  });
  if (codes.length > 0 && codes.length === significant.length)
    take(texts.listNameHolding(codes, MAX_FILES), { isExact: false, isByFolder: false });
  for (const { photoId, fileId, path, textIds } of frameTexts.listWithAll(significant, MAX_FILES, stamp)) {
    if (!isBelow(path, scope?.folder)) continue;
    const hit = hits.get(photoId);
    if (hit === undefined)
      hits.set(photoId, {
        ...{ photoId, fileId, path, isExact: false, isByFolder: false },
        frameTextIds: textIds,
        isByFrame: true,
      });
    else hit.frameTextIds ??= textIds;
  }
  // Without a word in the name of a folder, they are those that were taken already.
  if (texts.isAnyHeldBy('folder', significant, stamp))
    take(texts.listWithAll(significant, { most: MAX_FILES, stamp }), { isExact: false, isByFolder: true });
  return [...hits.values()];
}

/** Files whose name is the query, with or without its extension. */
function findExact(
  texts: SearchContext['catalogue']['texts'],
  terms: readonly string[],
  stamp: string | undefined,
): TextMatch[] {
  const asked = terms.join(' ');
  const stem = terms.slice(0, -1);
  // The name column may hold the extension or not: both are asked for.
  const matches = [...texts.listNamed(terms, MAX_NAMES, stamp), ...texts.listNamed(stem, MAX_NAMES, stamp)];
  return matches.filter(({ path }) => {
    const name = basename(path);
    return [name, basename(name, extname(name))].some((candidate) => splitTerms(candidate).join(' ') === asked);
  });
}
