import { basename, extname } from 'node:path';
import type { TextMatch } from '../../store/queries/text-matches.js';
import type { TextField } from '../../store/text-fields.js';
import type { SearchParts } from '../search-parts.js';
import { splitWords, type TextQuery } from './words.js';

/** A photo whose name or metadata holds the words of a query. */
export interface TextHit {
  photoId: number;
  fileId: number;
  /** The query is the file's name. */
  isExact: boolean;
  /** Found only because of its folder's name, which it shares with many. */
  isByFolder: boolean;
}

/** Words that more files than this share tell nothing apart. */
const MOST_FILES = 5000;

/** Names looked at in search of one that is exactly the query. */
const MOST_NAMES = 500;

/** Everything but the folder. */
const OWN_COLUMNS: readonly TextField[] = ['name', 'title', 'description', 'keywords', 'people', 'place'];

/**
 * Photos whose words hold all significant words of the query: those named exactly so first, then by how telling the words are there, then
 * those whose name holds a code in the middle. Each photo once, whether it may be found or not.
 */
export function matchText({ catalogue: { texts } }: SearchParts, query: TextQuery): TextHit[] {
  const hits = new Map<number, TextHit>();
  const take = (matches: readonly TextMatch[], kind: { isExact: boolean; isByFolder: boolean }) => {
    for (const { photoId, fileId } of matches) if (!hits.has(photoId)) hits.set(photoId, { photoId, fileId, ...kind });
  };
  take(findExact(texts, query.all), { isExact: true, isByFolder: false });
  const { significant, codes } = query;
  take(texts.listWithAll(significant, { most: MOST_FILES, columns: OWN_COLUMNS }), {
    isExact: false,
    isByFolder: false,
  });
  if (codes.length > 0 && codes.length === significant.length)
    take(texts.listNameHolding(codes, MOST_FILES), { isExact: false, isByFolder: false });
  take(texts.listWithAll(significant, { most: MOST_FILES }), { isExact: false, isByFolder: true });
  return [...hits.values()];
}

/** Files that are called exactly like the query, with or without what stands behind the last dot. */
function findExact(texts: SearchParts['catalogue']['texts'], words: readonly string[]): TextMatch[] {
  const asked = words.join(' ');
  const stem = words.slice(0, -1);
  // Whether the words of names in the catalogue include the ending or not: both are asked for.
  const matches = [...texts.listNamed(words, MOST_NAMES), ...texts.listNamed(stem, MOST_NAMES)];
  return matches.filter(({ path }) => {
    const name = basename(path);
    return [name, basename(name, extname(name))].some((candidate) => splitWords(candidate).join(' ') === asked);
  });
}
