import { copyFileSync, existsSync, linkSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { PhotoseekError } from '../../errors.js';
import { flushFile, flushFolder } from '../../runtime/flush-file.js';
import { makeFolder } from '../../runtime/make-folder.js';
import { isBusy, isDamage, toLibraryError } from '../database/library-error.js';
import { SCHEMA_VERSION } from '../database/migrations.js';
import { CATALOGUE_FILE, checkFolder } from '../database/open-database.js';
import { RunLock } from '../database/run-lock.js';
import { Sqlite } from '../database/sqlite.js';
import { makeSingleFile } from './backup.js';
import { findIntegrityErrors } from './check-integrity.js';

/**
 * Puts a backup in the place of a library's catalogue. The one that was there is kept beside it under another name.
 * @returns where the old one is, if there was one
 * @throws PhotoseekError `path-not-found`, `library-damaged` (the backup), `library-newer`, `bad-argument` (there is a library, and no
 *   `force`), `library-locked` (it is in use), `library-unwritable`
 */
export async function restoreCatalogue(
  backupFile: string,
  folder: string,
  { force }: { force: boolean },
): Promise<{ storedAs: string | null }> {
  if (!existsSync(backupFile)) throw new PhotoseekError('path-not-found', `There is no backup ${backupFile}.`);
  const file = join(folder, CATALOGUE_FILE);
  if (existsSync(file) && !force) {
    throw new PhotoseekError('bad-argument', `There is a library in ${folder} already.`, {
      hint: 'Give --force to put the backup in its place; what is there now is kept beside it.',
    });
  }
  const temporary = `${file}.restoring-${process.pid}.tmp`;
  try {
    checkFolder(folder);
    makeFolder(folder);
    copyFileSync(backupFile, temporary);
    await checkBackup(temporary, backupFile);
    flushFile(temporary);
    const lock = RunLock.tryAcquire(folder);
    if (lock === undefined) throw inUse(folder);
    try {
      const storedAs = existsSync(file) ? setAside(file, folder) : null;
      renameSync(temporary, file);
      flushFolder(folder);
      return { storedAs };
    } finally {
      lock.release();
    }
  } catch (cause) {
    throw toLibraryError(cause, folder);
  } finally {
    for (const end of ['', '-journal', '-wal', '-shm']) rmSync(temporary + end, { force: true });
  }
}

async function checkBackup(copy: string, backupFile: string): Promise<void> {
  const errors = await openAsSingleFile(copy);
  if (errors.length > 0) {
    throw new PhotoseekError('library-damaged', `The backup ${backupFile} cannot be used: ${errors[0]}.`, {
      hint: 'Nothing was changed. Use another backup.',
    });
  }
  const db = new Sqlite(copy, { readonly: true });
  try {
    const version = db.pragma('user_version', { simple: true }) as number;
    if (version > SCHEMA_VERSION) {
      const message = `The backup ${backupFile} must have schema version 1 to ${SCHEMA_VERSION}, got ${version}.`;
      throw new PhotoseekError('library-newer', message, { hint: 'Update photoseek.' });
    }
    const tables = db.prepare("SELECT name FROM sqlite_schema WHERE name IN ('setting', 'file', 'vector')").all();
    if (version > 0 && tables.length === 3) return;
  } finally {
    db.close();
  }
  throw new PhotoseekError('library-damaged', `${backupFile} is no backup of a photo library.`);
}

async function openAsSingleFile(copy: string): Promise<string[]> {
  try {
    makeSingleFile(copy);
    return await findIntegrityErrors(copy);
  } catch (error) {
    if (!isDamage(error)) throw error;
    return [(error as Error).message];
  }
}

/** Gives the catalogue that is there another name, and leaves its old name until the new one replaces it: a crash leaves one of both. */
function setAside(file: string, folder: string): string {
  const isDamaged = !closeLog(file, folder);
  const aside = nextAside(folder);
  // A log that lies beside another catalogue would be played into it. A damaged one keeps its own.
  if (isDamaged) {
    for (const end of ['-wal', '-shm']) if (existsSync(file + end)) renameSync(file + end, aside + end);
  }
  try {
    linkSync(file, aside);
  } catch {
    copyFileSync(file, aside);
    flushFile(aside);
  }
  return aside;
}

/**
 * Moves the log into the catalogue, which works only where nobody else has it open.
 * @returns `false` for a catalogue that is too damaged for that
 * @throws PhotoseekError `library-locked`
 */
function closeLog(file: string, folder: string): boolean {
  let db: InstanceType<typeof Sqlite> | undefined;
  try {
    db = new Sqlite(file, { timeout: 500 });
    return db.pragma('journal_mode = DELETE', { simple: true }) === 'delete';
  } catch (error) {
    if (isBusy(error)) throw inUse(folder);
    if (isDamage(error)) return false;
    throw error;
  } finally {
    db?.close();
  }
}

function nextAside(folder: string): string {
  const taken = new Set(readdirSync(folder));
  for (let n = 1; ; n++) {
    const name = `catalogue-before-restore-${n}.db`;
    if (!taken.has(name)) return join(folder, name);
  }
}

function inUse(folder: string): PhotoseekError {
  return new PhotoseekError('library-locked', `The library in ${folder} is in use.`, {
    hint: 'End photoseek serve, index and watch on this library, then try again.',
  });
}
