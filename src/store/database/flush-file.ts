import { closeSync, fsyncSync, openSync } from 'node:fs';

/** Makes sure that a file's bytes are on the disk. */
export function flushFile(path: string, flags = 'r+'): void {
  const handle = openSync(path, flags);
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** Makes a rename last, where the system can. */
export function flushFolder(path: string): void {
  try {
    flushFile(path, 'r');
  } catch {
    // Windows cannot; a crash at this very moment may undo the rename there, whole.
  }
}
