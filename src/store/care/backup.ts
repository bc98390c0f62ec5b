import { existsSync, linkSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type BetterSqlite3 from 'better-sqlite3';
import { PhotoseekError } from '../../errors.js';
import { flushFile, flushFolder } from '../../runtime/flush-file.js';
import { Sqlite } from '../database/sqlite.js';
import { findIntegrityErrors } from './check-integrity.js';
import { nextStoredBackup, pruneStoredBackups, removeAbandonedBackups } from './stored-backups.js';

/** Pages copied at a time, 16 MB: about ten milliseconds of the event loop. */
const PAGES_A_STEP = 1000;

/**
 * Copies a catalogue while it is in use. The copy is one file with the state of one moment; it is verified before it is renamed, so a
 * partial copy never has the name.
 * @param file must not exist
 * @throws PhotoseekError `backup-failed`
 */
export async function backUpCatalogue(catalogueFile: string, file: string): Promise<{ sizeBytes: number }> {
  const temporary = `${file}.${process.pid}.tmp`;
  try {
    if (existsSync(file)) throw new Error('the file is there already');
    await copySnapshot(catalogueFile, temporary);
    makeSingleFile(temporary);
    const errors = await findIntegrityErrors(temporary);
    if (errors.length > 0) throw new Error(`the catalogue is damaged (${errors[0]})`);
    flushFile(temporary);
    giveName(temporary, file);
    flushFolder(dirname(file));
    return { sizeBytes: statSync(file).size };
  } catch (cause) {
    throw new PhotoseekError('backup-failed', `No backup was written to ${file}: ${(cause as Error).message}.`, {
      hint: 'Nothing was changed. photoseek verify tells whether the library is whole.',
      cause,
    });
  } finally {
    for (const end of ['', '-journal', '-wal', '-shm']) rmSync(temporary + end, { force: true });
  }
}

/** One read transaction over the whole copy: without it every write of another process would make it start again. */
async function copySnapshot(from: string, to: string): Promise<void> {
  const db = new Sqlite(from, { readonly: true, fileMustExist: true });
  try {
    db.exec('BEGIN');
    db.prepare('SELECT count(*) FROM sqlite_schema').get();
    await db.backup(to, { progress: () => PAGES_A_STEP });
  } finally {
    db.close();
  }
}

/** Moves a catalogue's write-ahead log into it, so that copying this one file copies the catalogue. */
export function makeSingleFile(file: string): void {
  const db = new Sqlite(file);
  try {
    db.pragma('journal_mode = DELETE');
  } finally {
    db.close();
  }
}

/** Renames a finished file, unless another process has taken the name meanwhile. */
function giveName(temporary: string, file: string): void {
  try {
    linkSync(temporary, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') throw new Error('the file is there already');
    // A file system without hard links.
    renameSync(temporary, file);
  }
}

/**
 * Stores a copy of a catalogue beside it before its schema is migrated.
 * @throws when it cannot be written; then the catalogue must not be migrated
 */
export function backUpBeforeMigration(db: BetterSqlite3.Database, folder: string, schemaVersion: number): void {
  removeAbandonedBackups(folder);
  const file = nextStoredBackup(folder, schemaVersion);
  const temporary = `${file}.${process.pid}.tmp`;
  try {
    db.prepare('VACUUM INTO ?').run(temporary);
    flushFile(temporary);
    renameSync(temporary, file);
    flushFolder(folder);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
  pruneStoredBackups(folder);
}
