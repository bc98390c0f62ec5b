import { constants, type Stats } from 'node:fs';
import { type FileHandle, lstat, open } from 'node:fs/promises';
import { toFsPath } from '../../runtime/fs-path.js';

/**
 * Reads a file that lies beside a photo. Links, folders and pipes are skipped, and so is what cannot be read.
 * @param accept whether a file of this size is read
 * @param read `undefined`, or an error, for a file that is not what it was taken for
 */
export async function readBeside<Value>(
  path: string,
  accept: (sizeBytes: number) => boolean,
  read: (handle: FileHandle, stats: Stats) => Promise<Value | undefined>,
): Promise<Value | undefined> {
  const isAcceptable = (stats: Stats) => stats.isFile() && stats.size > 0 && accept(stats.size);
  try {
    // Most candidates do not exist, and `stat` is the cheapest check.
    if (!isAcceptable(await lstat(toFsPath(path)))) return undefined;
    // The file may have been replaced since the check: opening a named pipe would block forever.
    const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
    const handle = await open(toFsPath(path), flags);
    try {
      const stats = await handle.stat();
      return isAcceptable(stats) ? await read(handle, stats) : undefined;
    } finally {
      await handle.close();
    }
  } catch {
    return undefined;
  }
}

/** Bytes of a file; fewer at its end. */
export async function readAt(handle: FileHandle, at: number, length: number): Promise<Buffer> {
  const bytes = Buffer.alloc(length);
  const { bytesRead } = await handle.read(bytes, 0, length, at);
  return bytes.subarray(0, bytesRead);
}
