import { createHash } from 'node:crypto';
import { constants, type Stats } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { PhotoseekError } from '../../errors.js';
import { toFsPath } from '../../runtime/fs-path.js';

/** Larger files, in bytes, are refused: a file is read whole, so that the bytes that are hashed are those that are decoded. */
export const MAX_FILE_BYTES = 1024 ** 3;

/** Opens a file to read. A pipe without a writer would make an ordinary opening wait for ever. */
export function openToRead(path: string): Promise<FileHandle> {
  return open(toFsPath(path), constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
}

/** A file's bytes, as they were at one moment. */
export interface FileBytes {
  bytes: Buffer;
  sizeBytes: number;
  /** Milliseconds since 1970, with the file system's fraction. */
  mtimeMs: number;
  /** When its inode changed last, likewise; absent for bytes that are no file. */
  ctimeMs?: number;
}

/**
 * Reads a whole file and makes sure that it did not change meanwhile.
 * @throws PhotoseekError `vanished`, `unreadable`, `empty-file`, `image-too-large`, `changed-while-reading`
 */
export async function readFileBytes(path: string): Promise<FileBytes> {
  const { value: bytes, ...stamp } = await readUnchanged(path, readWhole);
  return { bytes, ...stamp };
}

/**
 * Reads an open file in some way and makes sure that it did not change meanwhile.
 * @throws PhotoseekError `vanished`, `unreadable`, `empty-file`, `changed-while-reading`, and what `read` throws
 */
export async function readUnchanged<T>(
  path: string,
  read: (handle: FileHandle, sizeBytes: number) => Promise<T>,
): Promise<Omit<FileBytes, 'bytes'> & { value: T }> {
  const handle = await openToRead(path).catch((cause: NodeJS.ErrnoException) => {
    throw toReadError(cause);
  });
  try {
    const before = await handle.stat();
    if (!before.isFile()) throw new PhotoseekError('unreadable', 'This is not a regular file.');
    if (before.size === 0) throw new PhotoseekError('empty-file', 'The file is empty (0 bytes).');
    const value = await read(handle, before.size);
    // Of what is open, and of the path, where another file may have been put meanwhile.
    const after = [await handle.stat(), await stat(toFsPath(path))];
    if (after.some((stats) => differ(before, stats))) throw changedWhileReading();
    return { value, sizeBytes: before.size, mtimeMs: before.mtimeMs, ctimeMs: before.ctimeMs };
  } catch (cause) {
    throw cause instanceof PhotoseekError ? cause : toReadError(cause as NodeJS.ErrnoException);
  } finally {
    await handle.close();
  }
}

/** @throws PhotoseekError `image-too-large`, `changed-while-reading` */
export async function readWhole(handle: FileHandle, sizeBytes: number): Promise<Buffer> {
  if (sizeBytes > MAX_FILE_BYTES) {
    throw new PhotoseekError('image-too-large', `The file has ${sizeBytes} bytes; at most ${MAX_FILE_BYTES} are read.`);
  }
  const bytes = await handle.readFile();
  if (bytes.length !== sizeBytes) throw changedWhileReading();
  return bytes;
}

/** The error for a file that is being written. */
export function changedWhileReading(): PhotoseekError {
  return new PhotoseekError('changed-while-reading', 'The file changed while it was being read.', {
    hint: 'It is taken up by the next run.',
  });
}

function differ(before: Stats, after: Stats): boolean {
  if (after.size !== before.size || after.mtimeMs !== before.mtimeMs) return true;
  // Some network disks number their files anew each time; then the time of the last change of its status is the same.
  return after.ino !== before.ino && after.ctimeMs !== before.ctimeMs;
}

/** SHA-256 of a file's bytes: the identity of a content. */
export function hashBytes(bytes: Uint8Array): Buffer {
  return createHash('sha256').update(bytes).digest();
}

/** Translates a system error of reading a file. */
export function toReadError(cause: NodeJS.ErrnoException): PhotoseekError {
  switch (cause.code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return new PhotoseekError('vanished', 'The file is not there any more, or is a link to nothing.', { cause });
    case 'EACCES':
    case 'EPERM':
      return new PhotoseekError('unreadable', 'Permission to read it was denied.', { cause });
    case 'ELOOP':
      return new PhotoseekError('unreadable', 'It is a link that leads back to itself.', { cause });
    default:
      return new PhotoseekError('unreadable', `It could not be read (${cause.code ?? cause.message}).`, { cause });
  }
}
