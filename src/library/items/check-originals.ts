import type { Dirent } from 'node:fs';
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { toFsPath } from '../../runtime/fs-path.js';
import type { LibraryCore } from '../core.js';
import type { Finding } from '../types/descriptions.js';

/** A younger file may belong to a picture that is being put at this moment. */
const UNDER_WAY_MS = 60 * 60 * 1000;

/** Where `repair` puts pictures that no row of the catalogue names. */
const ORPHANS_FOLDER = 'orphaned-originals';

/** Items looked up at a time. */
const CHUNK = 500;

/** Compares the managed originals with the catalogue; nothing where no picture was ever put. */
export async function checkOriginals(core: Pick<LibraryCore, 'catalogue'>): Promise<Finding[]> {
  const { catalogue } = core;
  const orphans = await listOrphans(core);
  let [examined, missing] = [0, 0];
  for (let after = ''; ; ) {
    const items = catalogue.fields.listItems(after, CHUNK);
    const managed = items.filter((item) => catalogue.managedAs(item) !== undefined);
    const there = await Promise.all(managed.map(({ path }) => stat(toFsPath(path)).catch(() => undefined)));
    examined += managed.length;
    missing += there.filter((stats) => stats === undefined).length;
    after = items.at(-1)?.externalId ?? after;
    if (items.length < CHUNK) break;
  }
  if (examined + orphans.length === 0) return [];
  const wrong = missing + orphans.length;
  const message =
    wrong === 0
      ? 'Every picture that was put without a file is there.'
      : `${missing} pictures that were put without a file are missing; put them again. ${orphans.length} files belong to none, as after a crash; photoseek repair puts them aside.`;
  return [
    {
      check: 'managed-originals',
      state: missing > 0 ? 'lost' : wrong > 0 ? 'derived' : 'ok',
      message,
      examined,
      wrong,
    },
  ];
}

/**
 * Moves pictures out of the way that no row of the catalogue names: those of a put that was cut short, or, after an earlier backup was restored, those
 * that were put since. They are not deleted, because they may be all that is left of these.
 * @returns what was done
 */
export async function putOrphansAside(core: Pick<LibraryCore, 'catalogue' | 'path'>): Promise<string[]> {
  const orphans = await listOrphans(core);
  if (orphans.length === 0) return [];
  const folder = join(core.path, ORPHANS_FOLDER);
  await mkdir(folder, { recursive: true });
  for (const path of orphans) {
    // Half a picture is nobody's.
    if (path.endsWith('.tmp')) await rm(toFsPath(path), { force: true });
    else await rename(toFsPath(path), toFsPath(join(folder, basename(path))));
  }
  return [
    `${orphans.length} pictures that belong to no external id were moved to ${folder}; delete them if you miss none.`,
  ];
}

async function listOrphans({ catalogue }: Pick<LibraryCore, 'catalogue'>): Promise<string[]> {
  const folder = catalogue.managedFolder;
  const entries: Dirent[] = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const orphans: string[] = [];
  for (const entry of entries) {
    const path = join(entry.parentPath, entry.name);
    if (!entry.isFile() || catalogue.fields.findFile(path) !== undefined) continue;
    const stats = await stat(toFsPath(path)).catch(() => undefined);
    if (stats !== undefined && Date.now() - stats.mtimeMs > UNDER_WAY_MS) orphans.push(path);
  }
  return orphans;
}
