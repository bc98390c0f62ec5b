import { lstat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { decodeText } from '../../metadata/clean-text.js';
import { isLiveFilmName } from '../../metadata/readers/live/film-file.js';
import { isSidecarName, matchSidecars, readSmallJson } from '../../metadata/readers/sidecars.js';
import { readTakeoutTitle } from '../../metadata/readers/takeout.js';
import { toFsPath } from '../../runtime/fs-path.js';
import { Lru } from '../../runtime/lru.js';
import { matchLiveFilms } from './live-pairs.js';
import { mapInGroups } from './map-in-groups.js';
import type { Recorded } from './pairs-before.js';
import { listNames } from './raw-siblings.js';
import { toStamp } from './stamp.js';

/** Takeout's JSON files have some kilobytes. Larger ones belong to other programs. */
const MAX_TAKEOUT_BYTES = 65_536;

/** Titles of JSON files whose names are not enough, by path and time of change: a scan of the same folder reads none of them again. */
const titles = new Lru<string, { title: string | undefined }>(20_000);

/** Sidecars of the files in the last folders of which single files were asked for, by path and time of change. */
const folders = new Lru<string, Promise<Map<string, string[]>>>(8);

/** A folder that changed a moment ago may change again without another time of change. */
const SETTLED_MS = 2000;

/** The sidecars of a folder's files at one moment, the films of live photos included. */
export interface FolderSidecars {
  /** Of the file with this name; empty for one without sidecars. */
  stampOf(name: string): string;
  /** Whether it is the sidecar of another file of the folder: then it is no entry of its own. */
  isSidecar(name: string): boolean;
}

const NONE: FolderSidecars = { stampOf: () => '', isSidecar: () => false };

/** Which files count as sidecars. */
export interface SidecarOptions {
  /** Photos are not taken: the film of a live photo is an entry of its own. */
  withoutPhotos?: boolean;
  /** See {@link matchLiveFilms}. */
  recorded?: Recorded;
}

/** @param names of the files in the folder. Without sidecars and films among them, the disk is not accessed. */
export async function findSidecars(
  folder: string,
  names: readonly string[],
  { withoutPhotos = false, recorded }: SidecarOptions = {},
): Promise<FolderSidecars> {
  const hasFilms = !withoutPhotos && names.some(isLiveFilmName);
  if (!hasFilms && !names.some(isSidecarName)) return NONE;
  const found = await match(folder, names, hasFilms, recorded);
  const times = await readTimes(folder, new Set([...found.values()].flat()));
  return {
    stampOf: (name) => toStamp(found.get(name) ?? [], times),
    isSidecar: (name) => times.has(name),
  };
}

/** The sidecars of one file, whose folder is listed for that. `undefined`: it is the film of a live photo, and so a sidecar itself. */
export async function stampSingle(
  path: string,
  isTaken: (name: string) => boolean,
  { withoutPhotos = false }: SidecarOptions = {},
): Promise<string | undefined> {
  if (isSidecarName(path)) return '';
  const [name, sidecars] = [basename(path), await listSidecars(dirname(path))];
  if (isLiveFilmName(name) && !withoutPhotos)
    for (const [still, names] of sidecars) if (isTaken(still) && names.includes(name)) return undefined;
  const own = (sidecars.get(name) ?? []).filter((sidecar) => isTaken(sidecar));
  return toStamp(own, await readTimes(dirname(path), new Set(own)));
}

/**
 * The sidecars of each file in a folder that has any; none when it cannot be listed.
 * @param gone names of files that were there before, and count as if they still were
 */
export async function listSidecars(folder: string, gone: readonly string[] = []): Promise<Map<string, string[]>> {
  const stats = await lstat(toFsPath(folder)).catch(() => undefined);
  const key = `${folder}\0${stats?.mtimeMs}`;
  const cached = gone.length === 0 ? folders.get(key) : undefined;
  if (cached !== undefined) return cached;
  const listing = listNames(folder).then((names) => match(folder, [...names, ...gone], true));
  const isSettled = stats !== undefined && Date.now() - stats.mtimeMs > SETTLED_MS;
  if (gone.length === 0 && isSettled) folders.set(key, listing);
  return listing;
}

/** For each file the sidecars that are read for its metadata, then films. */
async function match(
  folder: string,
  names: readonly string[],
  withFilms: boolean,
  recorded?: Recorded,
): Promise<Map<string, string[]>> {
  const matched = await matchSidecars(names, (jsons) => readTitles(folder, jsons));
  if (withFilms)
    for (const [still, films] of await matchLiveFilms(folder, names, recorded))
      matched.set(still, [...(matched.get(still) ?? []), ...films]);
  return matched;
}

function readTitles(folder: string, jsons: readonly string[]): Promise<(string | undefined)[]> {
  return mapInGroups(jsons, (json) => readTitle(join(folder, json)));
}

async function readTitle(path: string): Promise<string | undefined> {
  const stats = await lstat(toFsPath(path)).catch(() => undefined);
  if (!stats?.isFile() || stats.size > MAX_TAKEOUT_BYTES) return undefined;
  const key = `${path}\0${stats.mtimeMs}\0${stats.size}`;
  const cached = titles.get(key);
  if (cached !== undefined) return cached.title;
  const bytes = await readSmallJson(path, MAX_TAKEOUT_BYTES);
  const title = bytes && readTakeoutTitle(decodeText(bytes));
  titles.set(key, { title });
  return title;
}

async function readTimes(folder: string, names: ReadonlySet<string>): Promise<Map<string, number>> {
  const times = new Map<string, number>();
  await Promise.all(
    [...names].map(async (name) => {
      const stats = await lstat(toFsPath(join(folder, name))).catch(() => undefined);
      if (stats?.isFile()) times.set(name, stats.mtimeMs);
    }),
  );
  return times;
}
