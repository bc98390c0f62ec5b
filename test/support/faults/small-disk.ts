import { execFileSync } from 'node:child_process';
import { afterAll } from 'vitest';
import { makeTemporaryFolder } from '../temporary-folder.js';

/** A folder on a separate file system of this size, for the tests of the file; `undefined` without the permission to mount. */
export function mountSmallDisk(kibibytes: number): string | undefined {
  const folder = makeTemporaryFolder();
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${kibibytes}k`, 'tmpfs', folder], { stdio: 'ignore' });
  } catch {
    console.warn('skipped: tests on a full disk, which this account cannot mount');
    return undefined;
  }
  // Runs before the folder is deleted: the last that was registered comes first.
  afterAll(() => {
    // Detached: files that were mapped into memory stay so until the garbage collector runs.
    execFileSync('umount', ['--lazy', folder]);
  });
  return folder;
}
