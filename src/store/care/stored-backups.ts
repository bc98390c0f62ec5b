import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Backups before a migration lie beside the catalogue, named after a number that grows (clocks may be set back) and the schema version they
 * have. Earlier programs wrote `layout` for `schema`.
 */
const STORED_BACKUP = /^backup-(\d{4,})-(?:schema|layout)-(\d+)\.db$/;

/** How many of them are stored. */
const MAX_STORED = 2;

/** Says where the user's last backup is: a damaged catalogue cannot. */
const LAST_BACKUP_FILE = 'last-backup.json';

/** Path of the next backup before a migration. */
export function nextStoredBackup(folder: string, schemaVersion: number): string {
  const newest = listStoredBackups(folder)[0];
  const number = newest === undefined ? 1 : Number(STORED_BACKUP.exec(newest)?.[1]) + 1;
  return join(folder, `backup-${String(number).padStart(4, '0')}-schema-${schemaVersion}.db`);
}

/** Deletes what killed processes left of backups that they did not finish. */
export function removeAbandonedBackups(folder: string): void {
  for (const name of readdirSync(folder)) {
    const pid = /^backup-\d+-schema-\d+\.db\.(\d+)\.tmp(-journal)?$/.exec(name)?.[1];
    if (pid !== undefined && !isRunning(Number(pid))) rmSync(join(folder, name), { force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Deletes all but the newest ones. */
export function pruneStoredBackups(folder: string): void {
  for (const name of listStoredBackups(folder).slice(MAX_STORED)) rmSync(join(folder, name), { force: true });
}

/** Names, the newest first. */
function listStoredBackups(folder: string): string[] {
  const number = (name: string) => Number(STORED_BACKUP.exec(name)?.[1]);
  try {
    const names = readdirSync(folder).filter((name) => STORED_BACKUP.test(name));
    return names.sort((a, b) => number(b) - number(a));
  } catch {
    return [];
  }
}

/** Records a backup that the user asked for, as a hint for later; a failure to record it is ignored. */
export function rememberBackup(folder: string, path: string): void {
  const file = join(folder, LAST_BACKUP_FILE);
  try {
    writeFileSync(`${file}.tmp`, JSON.stringify({ path, madeAtMs: Date.now() }));
    renameSync(`${file}.tmp`, file);
  } catch {
    rmSync(`${file}.tmp`, { force: true });
  }
}

/** The last backup that still exists: the user's, or else the newest one before a migration. */
export function findLastBackup(folder: string): string | undefined {
  const recorded = readLastBackup(folder);
  if (recorded !== undefined && existsSync(recorded)) return recorded;
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

/** Advice for the user of a damaged catalogue. */
export function describeLastBackup(folder: string): string {
  const backup = findLastBackup(folder);
  return backup === undefined
    ? 'No backup is known: restore one of yours with photoseek restore FILE, or move the folder away and index again.'
    : `Restore the last backup with: photoseek restore "${backup}" --force, or move the folder away and index again.`;
}
