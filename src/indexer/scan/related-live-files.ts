import { join } from 'node:path';
import { isLiveFilmName } from '../../metadata/readers/live/film-file.js';
import { readFilm } from './live-files.js';
import { toFilmKeys } from './live-pairs.js';
import { mapInGroups } from './map-in-groups.js';
import { isDeveloped, listNames, pairKey } from './raw-siblings.js';
import { listSidecars } from './sidecar-stamps.js';

/**
 * The other files of live photos, some files of which changed: a film becomes a part of its still or an entry of its own, and a still gets or loses its
 * film.
 * @param related gets them
 */
export async function addLiveFiles(folder: string, changed: readonly string[], related: Set<string>): Promise<void> {
  const [films, stills] = [changed.filter(isLiveFilmName), changed.filter(isDeveloped)];
  if (films.length === 0 && stills.length === 0) return;
  const add = (name: string) => related.add(join(folder, name));
  const names = await listNames(folder);
  const [allFilms, allStills] = [names.filter(isLiveFilmName), names.filter(isDeveloped)];
  findNamedLike(allFilms, stills).forEach(add);
  const filmKeys = new Set(films.flatMap(toFilmKeys));
  for (const still of allStills) if (filmKeys.has(pairKey(still))) add(still);

  const paired = await listSidecars(folder);
  for (const [still, sidecars] of paired) {
    if (stills.includes(still)) sidecars.filter(isLiveFilmName).forEach(add);
    if (sidecars.some((name) => films.includes(name))) add(still);
  }

  // Of a file that is gone, the other one is known where both had the same name.
  const present = new Set(names);
  const goneStills = stills.filter((name) => !present.has(name));
  if (goneStills.some((still) => findNamedLike(allFilms, [still]).length === 0)) {
    const inPairs = new Set([...paired.values()].flat());
    const alone = allFilms.filter((film) => !inPairs.has(film));
    const headers = await mapInGroups(alone, (film) => readFilm(join(folder, film)));
    for (const [i, film] of alone.entries()) if (headers[i]?.contentIdentifier != null) add(film);
  }
  const allKeys = new Set(allStills.map(pairKey));
  const mayHaveHadStill = (film: string) => !present.has(film) && !toFilmKeys(film).some((key) => allKeys.has(key));
  if (allStills.length > 0 && films.some(mayHaveHadStill)) related.add(folder);
}

/** The films that have the name of one of the stills. */
function findNamedLike(films: readonly string[], stills: readonly string[]): string[] {
  const keys = new Set(stills.map(pairKey));
  return films.filter((film) => toFilmKeys(film).some((key) => keys.has(key)));
}
