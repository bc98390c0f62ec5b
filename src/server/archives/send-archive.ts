import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import type { Response } from 'express';
import { PhotoseekError } from '../../errors.js';
import type { PhotoReader } from '../../library/types/library.js';
import { toFsPath } from '../../runtime/fs-path.js';
import { toNumberedName } from '../../runtime/numbered-name.js';

/** A file of an archive. */
export interface ArchiveFile {
  name: string;
  path: string;
  sizeBytes: number;
}

/**
 * Finds the files of photos. A photo whose file cannot be reached now, or that the reader may not see, is left out.
 * @returns the files under names of their own, and the photos without one
 */
export async function findFiles(
  reader: PhotoReader,
  photoIds: readonly number[],
): Promise<{ files: ArchiveFile[]; missing: number[] }> {
  const files: ArchiveFile[] = [];
  const missing: number[] = [];
  const taken = new Set<string>();
  for (const id of photoIds) {
    try {
      const { path, sizeBytes } = await reader.original(id);
      files.push({ name: chooseName(path, taken), path, sizeBytes });
    } catch (error) {
      const code = error instanceof PhotoseekError ? error.code : '';
      if (code !== 'original-missing' && code !== 'photo-not-found') throw error;
      missing.push(id);
    }
  }
  return { files, missing };
}

/** Names that differ in more than case: `boat.jpg`, `boat (2).jpg`. */
function chooseName(path: string, taken: Set<string>): string {
  // Bytes that are no text (see `fs-path.ts`) and what separates folders elsewhere cannot be in it.
  const name = basename(path).replace(/[\uef80-\uefff\\/:]/g, '_');
  let chosen = name;
  for (let count = 2; taken.has(chosen.toLowerCase()); count++) chosen = toNumberedName(name, count);
  taken.add(chosen.toLowerCase());
  return chosen;
}

/**
 * Sends files as a zip file while they are read, so that thousands of photos take no memory; photos do not become smaller, and are stored as they
 * are. A file that fails on the way cuts the connection: an archive is complete, or the browser says that it is not.
 */
export async function sendArchive(response: Response, files: readonly ArchiveFile[]): Promise<void> {
  const { makeZip, predictLength } = await import('client-zip');
  response.set({
    'Content-Type': 'application/zip',
    'Content-Disposition': 'attachment; filename="photos.zip"',
    'Content-Length': String(predictLength(files.map(({ name, sizeBytes }) => ({ name, size: sizeBytes })))),
  });
  if (response.req.method === 'HEAD') {
    response.end();
    return;
  }
  const zip = makeZip(readFiles(files)) as unknown as ReadableStream;
  await pipeline(Readable.fromWeb(zip), response).catch((cause) => {
    throw response.destroyed || response.closed
      ? new PhotoseekError('aborted', 'The client closed the connection.', { cause })
      : cause;
  });
}

async function* readFiles(files: readonly ArchiveFile[]) {
  for (const { name, path, sizeBytes } of files) {
    yield { name, size: sizeBytes, input: createReadStream(toFsPath(path)) };
  }
}
