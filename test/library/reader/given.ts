/** What a case of the contract of readers is given. */
import { basename } from 'node:path';
import type { Library } from '#src/library/types/library.js';
import type { SearchOptions } from '#src/search/types/request.js';
import { PHOTOS, type Shelf } from './shelf.js';

/** A photo of the shelf, by its name there or its external id. */
export type Name = keyof typeof PHOTOS | 'sku-1' | 'sku-2';

/** The photos of the shelf. `seaAgain` has the same bytes as `sea`, and is no other. */
export const EVERY_PHOTO: readonly Name[] = [
  ...(['account', 'live', 'meadow', 'night', 'orange', 'paris', 'report', 'sea'] as const),
  ...(['sku-1', 'sku-2', 'stone', 'sunset'] as const),
];

/** Methods of the port: those of every reader, and those of a library that only read. */
export type Port = Pick<
  Library,
  | ('search' | 'similar' | 'where' | 'facets' | 'overview' | 'suggest' | 'tags' | 'tagsOf' | 'fields' | 'items')
  | ('photo' | 'contentHash' | 'frames' | 'regions' | 'original' | 'motion' | 'sidecars')
  | (
      | 'thumbnail'
      | 'fullSize'
      | 'preview'
      | 'animatedPreview'
      | 'duplicates'
      | 'roots'
      | 'stats'
      | 'failures'
      | 'spaces'
    )
  | ('people' | 'person' | 'facesOf' | 'facesIn' | 'face' | 'faceImage' | 'findFace' | 'suggestedPeople')
  | ('within' | 'reader' | 'keys')
>;

/** Names of its members. */
export type Method = keyof Port;

/** The side that is examined, and the shelf that it shows. */
export interface Given {
  library: Library;
  shelf: Shelf;
}

/** Registers tests; `given()` can be called inside of them. */
export type Cases = (given: () => Given) => void;

const BY_FILE = new Map(Object.entries(PHOTOS).map(([name, file]) => [basename(file), name as Name]));

/** The name of a photo by a path of it. */
export function nameOf(path: string): Name {
  const article = /(sku-\d)-\w+\.png$/.exec(path)?.[1] as Name | undefined;
  const name = article ?? BY_FILE.get(basename(path));
  if (name === undefined) throw new Error(`${path} is no file of the shelf.`);
  return name === 'seaAgain' ? 'sea' : name;
}

export const namesOf = (photos: readonly { path: string }[]): Name[] => photos.map(({ path }) => nameOf(path));

/** The names of all that a query finds, on one page. */
export async function find(
  reader: Pick<Library, 'search'>,
  query: string,
  options: SearchOptions = {},
): Promise<Name[]> {
  return namesOf((await reader.search(query, { limit: 100, ...options })).results);
}

/** The id of a photo on this side: sides number as they like. */
export async function idOf(library: Pick<Library, 'search'>, name: Name): Promise<number> {
  const { results } = await library.search('width:>0', { limit: 100 });
  const found = results.find(({ path }) => nameOf(path) === name);
  if (found === undefined) throw new Error(`There is no ${name}.`);
  return found.id;
}

/** An id that was never given. */
export const NO_ID = 987_654_321;
