import { basename } from 'node:path';
import type { Response } from 'express';
import { PhotoseekError } from '../errors.js';
import type { Library } from '../library/types.js';
import { HttpError } from './errors/problem.js';

/**
 * Opened on its own, a photo can run nothing and load nothing: an SVG is a document that could carry scripts, and they
 * would run with the rights of this server's page. Styles stay allowed because SVGs draw with them.
 */
const ORIGINAL_POLICY = "sandbox; default-src 'none'; style-src 'unsafe-inline'";

/** Sends the file of a photo: whole, in ranges, or 304 when the client has it. The path comes from the library alone. */
export async function sendOriginal(
  response: Response,
  original: Awaited<ReturnType<Library['original']>>,
): Promise<void> {
  response.set({
    'Content-Type': original.mediaType.startsWith('image/') ? original.mediaType : 'application/octet-stream',
    'Content-Disposition': makeContentDisposition(basename(original.path)),
    'Content-Security-Policy': ORIGINAL_POLICY,
    'Cache-Control': 'private, no-cache',
  });
  // Dot-folders are allowed: the person chose to index what lies there.
  const options = { dotfiles: 'allow', cacheControl: false } as const;
  const failure = await new Promise<unknown>((resolve) => response.sendFile(original.path, options, resolve));
  if (failure) throw translateFailure(failure);
}

/** RFC 6266: a plain name for old clients, the true one percent-encoded in UTF-8. */
export function makeContentDisposition(fileName: string): string {
  const plain = fileName.replace(/[^\x20-\x7e]|["\\%]/g, '_');
  const exact = encodeURIComponent(fileName.replace(/\p{Surrogate}/gu, '\uFFFD')).replace(/['()*]/g, percentEncode);
  return `inline; filename="${plain}"; filename*=UTF-8''${exact}`;
}

function percentEncode(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}

function translateFailure(failure: unknown): unknown {
  const { code, status, headers } = failure as { code?: string; status?: number; headers?: Record<string, string> };
  if (status === 416) {
    return new HttpError('range-not-satisfiable', 'The file is shorter than the range that was asked for.', {
      headers: { 'Content-Range': headers?.['Content-Range'] ?? 'bytes */*' },
    });
  }
  if (code === 'ECONNABORTED' || code === 'EPIPE' || code === 'ECONNRESET') {
    return new PhotoseekError('aborted', 'The client went away.', { cause: failure });
  }
  // Between the library's look and ours the file was moved, or replaced by a folder.
  if (status === 404 || code === 'EISDIR') {
    return new PhotoseekError('original-missing', 'The file of this photo is no longer there.', { cause: failure });
  }
  return failure;
}
