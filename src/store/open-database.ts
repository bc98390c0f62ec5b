import { existsSync, mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type BetterSqlite3 from 'better-sqlite3';
import { PhotoseekError } from '../errors.js';
import { FORMAT_VERSION, migrate } from './migrations.js';

// The package is CommonJS; requiring it spares the module loader's detour on a cold start.
const Database = createRequire(import.meta.url)('better-sqlite3') as typeof BetterSqlite3;

/** Name of the catalogue inside a library's folder. */
export const CATALOGUE_FILE = 'catalogue.db';

/** How long a statement waits for another process's write before it gives up. */
const BUSY_TIMEOUT_MS = 10_000;

/**
 * Opens a library's catalogue, making or upgrading it.
 * @param create make it when it is not there
 * @throws PhotoseekError `library-not-found`, `library-newer`, `library-damaged`, `library-locked`, `library-unwritable`
 */
export function openDatabase(folder: string, create: boolean): BetterSqlite3.Database {
  const file = join(folder, CATALOGUE_FILE);
  if (!create && !existsSync(file)) {
    throw new PhotoseekError('library-not-found', `There is no photo library in ${folder}.`, {
      hint: 'Make one with: photoseek index FOLDER',
      details: { path: folder },
    });
  }
  let db: BetterSqlite3.Database | undefined;
  try {
    mkdirSync(folder, { recursive: true });
    db = new Database(file, { timeout: BUSY_TIMEOUT_MS });
    prepare(db, folder);
    return db;
  } catch (cause) {
    db?.close();
    throw toLibraryError(cause as NodeJS.ErrnoException, folder);
  }
}

function prepare(db: BetterSqlite3.Database, folder: string): void {
  const version = db.pragma('user_version', { simple: true }) as number;
  if (version > FORMAT_VERSION) {
    throw new PhotoseekError(
      'library-newer',
      `The library in ${folder} has layout ${version}; this version reads up to ${FORMAT_VERSION}.`,
      {
        hint: 'Update photoseek.',
      },
    );
  }
  // Only a new file takes a page size: with 16 KiB, fifteen vectors of 1 KiB fill a page; with the default a quarter is wasted.
  if (version === 0) db.pragma('page_size = 16384');
  keepLog(db);
  db.pragma('synchronous = NORMAL');
  db.pragma('foreign_keys = ON');
  // Photos' names and places are private: what is deleted is overwritten where that is free.
  db.pragma('secure_delete = FAST');
  db.pragma('mmap_size = 1073741824');
  migrate(db);
}

/**
 * Turns the write-ahead log on. The one thing SQLite does not wait for: when two processes make the same library at the same moment, one
 * of them is told at once that it is busy.
 */
function keepLog(db: BetterSqlite3.Database): void {
  const end = Date.now() + BUSY_TIMEOUT_MS;
  for (;;) {
    try {
      db.pragma('journal_mode = WAL');
      return;
    } catch (error) {
      if (!isBusy(error as NodeJS.ErrnoException) || Date.now() >= end) throw error;
    }
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
  }
}

function isBusy(error: NodeJS.ErrnoException): boolean {
  return error.code?.startsWith('SQLITE_BUSY') ?? false;
}

/**
 * Does work that writes.
 * @throws PhotoseekError `library-unwritable` (a full disk, say), `library-locked`, `library-damaged`; what went wrong otherwise, as it is
 */
export function writing<T>(db: BetterSqlite3.Database, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? '';
    const isOfTheDisk = /^SQLITE_(FULL|IOERR|READONLY|CANTOPEN|BUSY|CORRUPT|NOTADB)/.test(code);
    throw isOfTheDisk ? toLibraryError(cause as NodeJS.ErrnoException, dirname(db.name)) : cause;
  }
}

function toLibraryError(cause: NodeJS.ErrnoException, folder: string): PhotoseekError {
  if (cause instanceof PhotoseekError) return cause;
  const code = cause.code ?? '';
  if (code === 'SQLITE_NOTADB' || code.startsWith('SQLITE_CORRUPT')) {
    return new PhotoseekError('library-damaged', `The catalogue in ${folder} is damaged: ${cause.message}.`, {
      hint: 'Restore the folder from a backup, or move it away and index again; your photos are not affected.',
      cause,
    });
  }
  if (isBusy(cause)) {
    return new PhotoseekError('library-locked', `The catalogue in ${folder} is in use: ${cause.message}.`, {
      hint: 'Try again when the other process is done.',
      cause,
    });
  }
  if (code === 'SQLITE_FULL') {
    return new PhotoseekError('library-unwritable', `There is no space left for the library in ${folder}.`, {
      hint: 'Make some and run it again: what was finished is kept.',
      cause,
    });
  }
  return new PhotoseekError('library-unwritable', `The library folder ${folder} cannot be used: ${cause.message}.`, {
    hint: 'Choose another with --library DIR.',
    cause,
  });
}
