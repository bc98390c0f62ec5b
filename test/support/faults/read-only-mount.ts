import { execFileSync } from 'node:child_process';
import { afterAll } from 'vitest';
import { makeTemporaryFolder } from '../temporary-folder.js';

/** A read-only mount of the folder, not writable by the superuser either; `undefined` without the permission to mount. */
export function mountReadOnly(folder: string): string | undefined {
  const target = makeTemporaryFolder();
  try {
    execFileSync('mount', ['--bind', folder, target], { stdio: 'ignore' });
  } catch {
    console.warn('skipped: tests on a disk that can only be read, which this account cannot mount');
    return undefined;
  }
  // Runs before the folder is deleted: the last that was registered comes first.
  afterAll(() => {
    execFileSync('umount', [target]);
  });
  execFileSync('mount', ['-o', 'remount,ro,bind', target], { stdio: 'ignore' });
  return target;
}
