import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { PhotoseekError } from '../../errors.js';
import { FORMATS } from '../identify/formats.js';
import { IDENTIFY_BYTES, recogniseFormat } from '../identify/identify.js';
import type { MediaSource } from './media-protocol.js';
import { changedWhileReading, type FileBytes, hashBytes, readUnchanged, readWhole } from './read-file.js';

/** A content as it was read. Of a video, which may be larger than the memory, `bytes` are its first {@link IDENTIFY_BYTES}. */
export interface ReadSource extends FileBytes {
  /** `null`: it came as bytes. */
  path: string | null;
}

/** A content with its identity. */
export interface HashedSource extends ReadSource {
  /** SHA-256 of all its bytes. */
  sha256: Uint8Array;
}

/** Bytes of a video that are hashed at a time. */
const CHUNK_BYTES = 1024 ** 2;

/**
 * Reads a content.
 * @throws PhotoseekError see `readFileBytes`
 */
export async function readSource(source: MediaSource): Promise<ReadSource> {
  if ('bytes' in source) return toReadSource(source.bytes);
  const { value: bytes, ...stamp } = await readUnchanged(
    source.path,
    async (handle, sizeBytes) => (await readVideoHead(handle, sizeBytes)) ?? (await readWhole(handle, sizeBytes)),
  );
  return { path: source.path, bytes, ...stamp };
}

/**
 * Reads a content and hashes all of it, while it is open: both are of the same bytes.
 * @param onProgress called as a video is hashed: a large one on a slow disk takes minutes
 * @throws PhotoseekError see `readFileBytes`
 */
export async function readAndHash(source: MediaSource, onProgress?: () => void): Promise<HashedSource> {
  if ('bytes' in source) {
    const read = toReadSource(source.bytes);
    return { ...read, sha256: hashBytes(read.bytes) };
  }
  const { value, ...stamp } = await readUnchanged(source.path, async (handle, sizeBytes) => {
    const head = await readVideoHead(handle, sizeBytes);
    if (head !== undefined) return { bytes: head, sha256: await hashFile(handle, sizeBytes, onProgress) };
    const bytes = await readWhole(handle, sizeBytes);
    return { bytes, sha256: hashBytes(bytes) };
  });
  return { path: source.path, ...value, ...stamp };
}

function toReadSource(content: Uint8Array): ReadSource {
  const bytes = Buffer.from(content);
  if (bytes.length === 0) throw new PhotoseekError('empty-file', 'The image is empty (0 bytes).');
  return { path: null, bytes, sizeBytes: bytes.length, mtimeMs: 0 };
}

/** The first bytes of a video; `undefined` for any other content. */
async function readVideoHead(handle: FileHandle, sizeBytes: number): Promise<Buffer | undefined> {
  const head = Buffer.alloc(Math.min(IDENTIFY_BYTES, sizeBytes));
  await handle.read(head, 0, head.length, 0);
  const format = recogniseFormat(head);
  return format !== undefined && FORMATS[format].kind === 'video' ? head : undefined;
}

/** Each piece is hashed while the next one is read. @throws PhotoseekError `changed-while-reading` */
async function hashFile(handle: FileHandle, sizeBytes: number, onProgress?: () => void): Promise<Buffer> {
  const hash = createHash('sha256');
  let [chunk, spare] = [Buffer.alloc(CHUNK_BYTES), Buffer.alloc(CHUNK_BYTES)];
  let reading = handle.read(chunk, 0, CHUNK_BYTES, 0);
  for (let at = 0; at < sizeBytes; ) {
    const { bytesRead } = await reading;
    if (bytesRead === 0) throw changedWhileReading();
    at += bytesRead;
    // At the end, nothing is read any more.
    reading = handle.read(spare, 0, CHUNK_BYTES, at);
    hash.update(chunk.subarray(0, bytesRead));
    [chunk, spare] = [spare, chunk];
    onProgress?.();
  }
  await reading;
  return hash.digest();
}
