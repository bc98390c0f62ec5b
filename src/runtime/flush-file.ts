import { closeSync, fsyncSync, openSync } from 'node:fs';

/** Writes a file's bytes through to the disk (`fsync`). */
export function flushFile(path: string, flags = 'r+'): void {
  const handle = openSync(path, flags);
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** Makes renames in a folder durable, where the system can. */
export function flushFolder(path: string): void {
  try {
    flushFile(path, 'r');
  } catch {
    // Windows cannot open folders: a crash at this moment may undo the rename there, as a whole.
  }
}
