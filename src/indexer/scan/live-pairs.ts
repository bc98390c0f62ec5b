/**
 * Films that belong to a still of their folder: live photos. A pair is one entry, the still; its film is read with it, as sidecars are. Pairs share
 * Apple's content identifier. Where one of the two files has none, they have the same name and the film lasts {@link MAX_FILM_MS} at most, by all
 * that it states of its length.
 */
import { join } from 'node:path';
import { isLiveFilmName } from '../../metadata/readers/live/film-file.js';
import { readFilm, readIdentifier } from './live-files.js';
import { mapInGroups } from './map-in-groups.js';
import { PairsBefore, type Recorded } from './pairs-before.js';
import { isDeveloped, pairKey } from './raw-siblings.js';

/** Films of live photos have three seconds. */
const MAX_FILM_MS = 4000;

/**
 * Finds the live photos of a folder.
 * @param names of the files in it
 * @param recorded by earlier runs: files that have not changed since are not read
 * @returns for each still that has any the names of its films, first those that have its name
 */
export async function matchLiveFilms(
  folder: string,
  names: readonly string[],
  recorded?: Recorded,
): Promise<Map<string, string[]>> {
  const films = names.filter(isLiveFilmName);
  const stills = names.filter(isDeveloped);
  const matched = new Map<string, string[]>();
  if (films.length === 0 || stills.length === 0) return matched;
  const before = recorded && (await PairsBefore.read(folder, films, stills, recorded));
  const all = new Stills(folder, before?.readableStills ?? stills);
  const changed = before && new Stills(folder, before.changedStills);
  const stillsOf = await mapInGroups(films, async (film) => {
    const known = before?.stillsOf(film) ?? [];
    const candidates = changed !== undefined && before?.hasSeen(film) ? changed : all;
    return [...known, ...(await findStills(folder, film, candidates, known.length > 0))];
  });
  for (const [i, film] of films.entries())
    for (const still of new Set(stillsOf[i])) {
      const own = matched.get(still) ?? [];
      matched.set(still, toFilmKeys(film).includes(pairKey(still)) ? [film, ...own] : [...own, film]);
    }
  return matched;
}

/** The `pairKey` of stills that a film has the name of: `img_1` for `IMG_1.MOV`, and for Takeout's `PXL_1.MP` that of `PXL_1.MP.jpg`. */
export function toFilmKeys(film: string): string[] {
  return [pairKey(film), film.toLowerCase()];
}

/** @param isPaired it has a still already: further ones have its name */
async function findStills(folder: string, film: string, candidates: Stills, isPaired: boolean): Promise<string[]> {
  const named = candidates.listNamedLike(film);
  if (named.length === 0 && (isPaired || candidates.isEmpty)) return [];
  const header = await readFilm(join(folder, film));
  if (header === undefined) return [];
  const { contentIdentifier, longestMs } = header;
  const isShort = longestMs !== null && longestMs <= MAX_FILM_MS;
  const paired: string[] = [];
  for (const still of named) {
    const identifier = contentIdentifier === null ? undefined : await readIdentifier(join(folder, still));
    if (identifier === undefined ? isShort : identifier === contentIdentifier) paired.push(still);
  }
  if (paired.length > 0 || isPaired || contentIdentifier === null) return paired;
  return candidates.listIdentified(contentIdentifier);
}

/** Stills of a folder, by name and by identifier. */
class Stills {
  readonly #folder: string;
  readonly #names: readonly string[];
  readonly #byKey = new Map<string, string[]>();
  #byIdentifier: Promise<Map<string, string[]>> | undefined;

  constructor(folder: string, names: readonly string[]) {
    this.#folder = folder;
    this.#names = names;
    for (const name of names) add(this.#byKey, pairKey(name), name);
  }

  get isEmpty(): boolean {
    return this.#names.length === 0;
  }

  listNamedLike(film: string): string[] {
    return toFilmKeys(film).flatMap((key) => this.#byKey.get(key) ?? []);
  }

  /** All of them are read for the first film that asks. */
  async listIdentified(identifier: string): Promise<string[]> {
    this.#byIdentifier ??= this.#readIdentifiers();
    return (await this.#byIdentifier).get(identifier) ?? [];
  }

  async #readIdentifiers(): Promise<Map<string, string[]>> {
    const identifiers = await mapInGroups(this.#names, (name) => readIdentifier(join(this.#folder, name)));
    const byIdentifier = new Map<string, string[]>();
    for (const [i, identifier] of identifiers.entries())
      if (identifier !== undefined) add(byIdentifier, identifier, this.#names[i] as string);
    return byIdentifier;
  }
}

function add(lists: Map<string, string[]>, key: string, name: string): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [name]);
  else list.push(name);
}
