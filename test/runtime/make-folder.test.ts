import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fromNameBytes, toFsPath } from '#src/runtime/fs-path.js';
import { makeFolder } from '#src/runtime/make-folder.js';
import { makeTemporaryFolder } from '../support/temporary-folder.js';

const home = makeTemporaryFolder();

describe('makeFolder', () => {
  it('makes a folder with those above it, and leaves one that is there', () => {
    const path = join(home, 'a/b', fromNameBytes(Buffer.from('s\xf6', 'latin1')));
    makeFolder(path);
    makeFolder(path);
    expect(existsSync(toFsPath(path))).toBe(true);
  });

  it('refuses a file, and a folder below one', () => {
    writeFileSync(join(home, 'file'), '');
    expect(() => makeFolder(join(home, 'file'))).toThrow('EEXIST');
    expect(() => makeFolder(join(home, 'file/a/b'))).toThrow('ENOTDIR');
  });

  it.skipIf(!existsSync('/proc/self'))('returns where a folder that exists refuses new ones', () => {
    expect(() => makeFolder('/proc/photoseek/library')).toThrow('ENOENT');
  });
});
