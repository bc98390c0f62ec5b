import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PhotoseekError } from '#src/errors.js';
import { toLibraryError } from '#src/store/database/library-error.js';
import { nextFolder } from '../../support/libraries/catalogues.js';

const FOLDER = '/libraries/mine';

function sqliteError(code: string): Error {
  return Object.assign(new Error('as SQLite says it'), { code });
}

function catchError(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  throw new Error('It was expected to fail.');
}

describe('an error of a catalogue', () => {
  it.each([
    ['SQLITE_CORRUPT', 'library-damaged', /No backup is known/],
    ['SQLITE_CORRUPT_VTAB', 'library-damaged', /--read-only/],
    ['SQLITE_NOTADB', 'library-damaged', /not affected/],
    ['SQLITE_BUSY', 'library-locked', /Try again/],
    ['SQLITE_BUSY_SNAPSHOT', 'library-locked', /Try again/],
    ['SQLITE_FULL', 'library-unwritable', /disk is full/],
    ['SQLITE_READONLY', 'library-unwritable', /only be read/],
    ['SQLITE_READONLY_DBMOVED', 'library-unwritable', /only be read/],
    ['SQLITE_IOERR_WRITE', 'library-unwritable', /connected/],
    ['SQLITE_CANTOPEN', 'library-unwritable', /connected/],
  ])('%s is %s', (code, ours, hint) => {
    const cause = sqliteError(code);
    const error = toLibraryError(cause, FOLDER) as PhotoseekError;
    expect(error).toBeInstanceOf(PhotoseekError);
    expect(error).toMatchObject({ code: ours, cause, hint: expect.stringMatching(hint) });
    expect(error.message).toContain(FOLDER);
  });

  it('of the file system is one where it is about the folder of the library', () => {
    const folder = nextFolder();
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'file'), '');
    const inside = catchError(() => mkdirSync(join(folder, 'file', 'below')));
    expect(toLibraryError(inside, folder)).toMatchObject({ code: 'library-unwritable', cause: inside });
    const outside = catchError(() => readFileSync('/no/such/file'));
    expect(toLibraryError(outside, folder)).toBe(outside);
  });

  it('of a host, of ours, or of a program stays what it is', async () => {
    const refused = await new Promise<Error>((resolve) => connect(1, '127.0.0.1').on('error', resolve));
    const ours = new PhotoseekError('aborted', 'Stopped.');
    for (const error of [refused, ours, new TypeError('x is undefined'), 'a text', undefined])
      expect(toLibraryError(error, FOLDER)).toBe(error);
  });
});
