import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Response } from 'express';
import { PhotoseekError } from '../../../errors.js';
import type { Library } from '../../../library/types/library.js';
import { toFsPath } from '../../../runtime/fs-path.js';
import { HttpError } from '../../errors/problem.js';

/**
 * An original runs no scripts and loads nothing: an SVG is a document that may contain scripts, and they would run with the origin of
 * this server's page. Styles stay allowed because SVGs need them.
 */
const ORIGINAL_POLICY = "sandbox; default-src 'none'; style-src 'unsafe-inline'";

/** Sends the file of a photo: whole, a range, or 304. The path comes from the library, never from the request. */
export async function sendOriginal(
  response: Response,
  original: Awaited<ReturnType<Library['original']>>,
  cacheControl = 'private, no-cache',
): Promise<void> {
  response.set({
    'Content-Type': /^(image|video)\//.test(original.mediaType) ? original.mediaType : 'application/octet-stream',
    'Content-Disposition': makeContentDisposition(basename(original.path)),
    'Content-Security-Policy': ORIGINAL_POLICY,
    'Cache-Control': cacheControl,
  });
  // Hidden folders are allowed: a user has chosen to index them.
  const options = { dotfiles: 'allow', cacheControl: false } as const;
  const failure = await withTextPath(
    original.path,
    (path) => new Promise<unknown>((resolve) => response.sendFile(path, options, resolve)),
  );
  if (failure) throw translateFailure(failure);
}

/**
 * Express takes a path as text. A path with a name that is not valid UTF-8, which only systems with `/proc` have, is given as that of the open
 * file.
 */
export async function withTextPath<T>(path: string, send: (path: string) => Promise<T>): Promise<T> {
  if (typeof toFsPath(path) === 'string') return send(path);
  const handle = await open(toFsPath(path)).catch((cause) => {
    throw new PhotoseekError('original-missing', 'The file of this photo is no longer there.', { cause });
  });
  try {
    return await send(`/proc/self/fd/${handle.fd}`);
  } finally {
    await handle.close();
  }
}

/** RFC 6266: an ASCII name for old clients, and the exact one percent-encoded in UTF-8. */
export function makeContentDisposition(fileName: string): string {
  const plain = fileName.replace(/[^\x20-\x7e]|["\\%]/g, '_');
  // Neither lone surrogates nor the bytes of a name that is not valid UTF-8 (see `fs-path.ts`) can be said here.
  const exact = encodeURIComponent(fileName.replace(/[\p{Surrogate}\uef80-\uefff]/gu, '\uFFFD')).replace(
    /['()*]/g,
    percentEncode,
  );
  return `inline; filename="${plain}"; filename*=UTF-8''${exact}`;
}

function percentEncode(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}

/** Errors of sending a file, in the words of this server. */
export function translateFailure(failure: unknown): unknown {
  const { code, status, headers } = failure as { code?: string; status?: number; headers?: Record<string, string> };
  if (status === 416) {
    return new HttpError('range-not-satisfiable', 'The file is shorter than the range.', {
      headers: { 'Content-Range': headers?.['Content-Range'] ?? 'bytes */*' },
    });
  }
  if (code === 'ECONNABORTED' || code === 'EPIPE' || code === 'ECONNRESET') {
    return new PhotoseekError('aborted', 'The client closed the connection.', { cause: failure });
  }
  // The file was moved, or replaced by a folder, after the library had checked it.
  if (status === 404 || code === 'EISDIR') {
    return new PhotoseekError('original-missing', 'The file of this photo is no longer there.', { cause: failure });
  }
  return failure;
}
