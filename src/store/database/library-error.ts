import { PhotoseekError } from '../../errors.js';
import { describeLastBackup } from '../care/stored-backups.js';

/** Whether SQLite timed out while another process held a lock. */
export function isBusy(error: unknown): boolean {
  return readCode(error).startsWith('SQLITE_BUSY');
}

/** Whether SQLite found a damaged page or a file that is no database. */
export function isDamage(error: unknown): boolean {
  const code = readCode(error);
  return code === 'SQLITE_NOTADB' || code.startsWith('SQLITE_CORRUPT');
}

/**
 * Translates an error of SQLite or of the library's folder into a PhotoseekError with a hint.
 * @returns the error itself where it is not one of the database or about the library's folder
 */
export function toLibraryError(cause: unknown, folder: string): unknown {
  const error = cause as NodeJS.ErrnoException;
  if (cause instanceof PhotoseekError || !(readCode(error).startsWith('SQLITE_') || isAboutFolder(error, folder)))
    return cause;
  return explain(error, folder);
}

function explain(cause: NodeJS.ErrnoException, folder: string): PhotoseekError {
  if (isDamage(cause)) {
    return new PhotoseekError('library-damaged', `The catalogue in ${folder} is damaged: ${cause.message}.`, {
      hint: `Your photos are not affected. ${describeLastBackup(folder)} What can still be read is shown with --read-only.`,
      cause,
    });
  }
  if (isBusy(cause)) {
    return new PhotoseekError('library-locked', `The catalogue in ${folder} is in use: ${cause.message}.`, {
      hint: 'Try again when the other process is done.',
      cause,
    });
  }
  return new PhotoseekError('library-unwritable', `The library folder ${folder} cannot be used: ${cause.message}.`, {
    hint: adviseOn(readCode(cause)),
    cause,
  });
}

function adviseOn(code: string): string {
  if (code === 'SQLITE_FULL' || code === 'ENOSPC')
    return 'The disk is full. Make room and try again; what was finished is kept.';
  if (code.startsWith('SQLITE_READONLY') || code === 'EROFS')
    return 'The disk can only be read. Make it writable, search with --read-only, or choose another folder with --library DIR.';
  return 'Is its disk connected and writable? One that can only be read is searched with --read-only; --library DIR chooses another folder.';
}

/** Errors about other paths or network hosts are not library errors. */
function isAboutFolder(error: NodeJS.ErrnoException & { dest?: string }, folder: string): boolean {
  if (!(error instanceof Error) || typeof error.syscall !== 'string') return false;
  if (error.code === 'ENOSPC' || error.code === 'EROFS') return true;
  return [error.path, error.dest].some((path) => path?.startsWith(folder));
}

function readCode(error: unknown): string {
  const code = (error as { code?: unknown } | undefined)?.code;
  return typeof code === 'string' ? code : '';
}
