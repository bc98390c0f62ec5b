import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Backups that are made by themselves lie beside the catalogue: a number that grows (a clock may be set back), and the layout. */
const KEPT_BACKUP = /^backup-(\d{4,})-layout-(\d+)\.db$/;

/** How many of them are kept. */
const KEPT = 2;

/** Remembers where the user put the last backup: the catalogue cannot say so once it is damaged. */
const LAST_BACKUP_FILE = 'last-backup.json';

/** Where the next backup that is made by itself belongs. */
export function nextStoredBackup(folder: string, layout: number): string {
  const newest = listStoredBackups(folder)[0];
  const number = newest === undefined ? 1 : Number(KEPT_BACKUP.exec(newest)?.[1]) + 1;
  return join(folder, `backup-${String(number).padStart(4, '0')}-layout-${layout}.db`);
}

/** Deletes all but the newest ones. */
export function pruneStoredBackups(folder: string): void {
  for (const name of listStoredBackups(folder).slice(KEPT)) rmSync(join(folder, name), { force: true });
}

/** Names, the newest first. */
function listStoredBackups(folder: string): string[] {
  const number = (name: string) => Number(KEPT_BACKUP.exec(name)?.[1]);
  try {
    const names = readdirSync(folder).filter((name) => KEPT_BACKUP.test(name));
    return names.sort((a, b) => number(b) - number(a));
  } catch {
    return [];
  }
}

/** Remembers a backup that the user asked for. It is only a hint for later: a failure is none of the backup. */
export function rememberBackup(folder: string, path: string): void {
  const file = join(folder, LAST_BACKUP_FILE);
  try {
    writeFileSync(`${file}.tmp`, JSON.stringify({ path, madeAtMs: Date.now() }));
    renameSync(`${file}.tmp`, file);
  } catch {
    rmSync(`${file}.tmp`, { force: true });
  }
}

/** The last backup that is still where it was put: the user's, or else the newest that was made by itself. */
export function findLastBackup(folder: string): string | undefined {
  const said = readLastBackup(folder);
  if (said !== undefined && existsSync(said)) return said;
  const newest = listStoredBackups(folder)[0];
  return newest === undefined ? undefined : join(folder, newest);
}

function readLastBackup(folder: string): string | undefined {
  try {
    const { path } = JSON.parse(readFileSync(join(folder, LAST_BACKUP_FILE), 'utf8')) as { path?: unknown };
    return typeof path === 'string' ? path : undefined;
  } catch {
    return undefined;
  }
}

/** A sentence of advice for somebody whose catalogue is damaged. */
export function describeLastBackup(folder: string): string {
  const backup = findLastBackup(folder);
  return backup === undefined
    ? 'No backup is known: restore one of yours with photoseek restore FILE, or move the folder away and index again.'
    : `Restore the last backup with: photoseek restore "${backup}" --force, or move the folder away and index again.`;
}
