import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import type { Database } from 'better-sqlite3';
import { toPathRange } from '../model/paths.js';

/** The folder of a library that holds pictures that were put without a file. */
export const MANAGED_FOLDER = 'managed-originals';

/** The setting with the path that the managed originals are stored by. */
export const MANAGED_SETTING = 'managedFolder';

/** As the catalogue has it: by its real path. */
export function findManagedFolder(folder: string): string {
  return join(realpathSync.native(folder), MANAGED_FOLDER);
}

/** Managed originals go along when the folder of their library is moved, or copied: their paths are brought up to date. */
export function followManagedFolder(db: Database, find: () => string): void {
  const read = () =>
    db.prepare('SELECT value FROM setting WHERE key = ?').pluck().get(MANAGED_SETTING) as string | undefined;
  const before = read();
  if (before === undefined || before === find()) return;
  db.transaction(() => {
    const from = read() as string;
    const to = find();
    for (const table of ['file', 'folder'])
      db.prepare(
        `UPDATE ${table} SET path = @to || substr(path, length(@from) + 1) WHERE path >= @start AND path < @before`,
      ).run({ from, to, start: toPathRange(from).from, before: toPathRange(from).before });
    db.prepare('UPDATE setting SET value = ? WHERE key = ?').run(to, MANAGED_SETTING);
  }).immediate();
}
