import { lstat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { decodeText } from '../../metadata/clean-text.js';
import { isSidecarName, matchSidecars, readSmallJson } from '../../metadata/readers/sidecars.js';
import { readTakeoutTitle } from '../../metadata/readers/takeout.js';
import { toFsPath } from '../../runtime/fs-path.js';
import { Lru } from '../../runtime/lru.js';
import { listNames } from './raw-siblings.js';

/** Takeout's JSON files have some kilobytes. Larger ones belong to other programs. */
const MAX_TAKEOUT_BYTES = 65_536;

/** Files that are read at a time. */
const READS_AT_ONCE = 32;

/** Titles of JSON files whose names are not enough, by path and time of change: a scan of the same folder reads none of them again. */
const titles = new Lru<string, { title: string | undefined }>(20_000);

/** Sidecars of the files in the last folders of which single files were asked for, by path and time of change. */
const folders = new Lru<string, Promise<Map<string, string[]>>>(8);

/** A folder that changed a moment ago may change again without another time of change. */
const SETTLED_MS = 2000;

/** The sidecars of a folder's files at one moment. Stamps are written `name/time/name/time`: no name holds a slash. */
export interface FolderSidecars {
  /** Of the file with this name; empty for one without sidecars. */
  stampOf(name: string): string;
  /** Whether it is the sidecar of another file of the folder: then it is not tried as an image. */
  isSidecar(name: string): boolean;
}

const NONE: FolderSidecars = { stampOf: () => '', isSidecar: () => false };

/** @param names of the files in the folder. Without sidecars among them, the disk is not accessed. */
export async function findSidecars(folder: string, names: readonly string[]): Promise<FolderSidecars> {
  if (!names.some(isSidecarName)) return NONE;
  const found = await matchSidecars(names, (jsons) => readTitles(folder, jsons));
  const times = await readTimes(folder, new Set([...found.values()].flat()));
  return {
    stampOf: (name) => toStamp(found.get(name) ?? [], times),
    isSidecar: (name) => times.has(name),
  };
}

/** The stamp of one file, whose folder is listed for that. */
export async function stampSingle(path: string): Promise<string> {
  if (isSidecarName(path)) return '';
  const names = (await listSidecars(dirname(path))).get(basename(path)) ?? [];
  return toStamp(names, await readTimes(dirname(path), new Set(names)));
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
  const listing = listNames(folder).then((names) =>
    matchSidecars([...names, ...gone], (jsons) => readTitles(folder, jsons)),
  );
  const isSettled = stats !== undefined && Date.now() - stats.mtimeMs > SETTLED_MS;
  if (gone.length === 0 && isSettled) folders.set(key, listing);
  return listing;
}

async function readTitles(folder: string, jsons: readonly string[]): Promise<(string | undefined)[]> {
  const found: (string | undefined)[] = [];
  for (let i = 0; i < jsons.length; i += READS_AT_ONCE)
    found.push(...(await Promise.all(jsons.slice(i, i + READS_AT_ONCE).map((json) => readTitle(join(folder, json))))));
  return found;
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

/** The names in a stamp. */
export function namesInStamp(stamp: string): string[] {
  return stamp === '' ? [] : stamp.split('/').filter((_, i) => i % 2 === 0);
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

function toStamp(names: readonly string[], times: ReadonlyMap<string, number>): string {
  return names
    .filter((name) => times.has(name))
    .map((name) => `${name}/${times.get(name)}`)
    .join('/');
}
