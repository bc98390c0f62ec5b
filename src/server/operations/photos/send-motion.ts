import type { Response } from 'express';
import type { Library } from '../../../library/types/library.js';
import { translateFailure, withTextPath } from './send-original.js';

/** Sends a film out of its file: whole, a range, or 304. */
export async function sendMotion(
  response: Response,
  { path, offset, length, mediaType }: Awaited<ReturnType<Library['motion']>>,
): Promise<void> {
  response.set({
    'Content-Type': mediaType,
    'Content-Disposition': 'inline',
    'Content-Security-Policy': "sandbox; default-src 'none'",
    'Cache-Control': 'private, no-cache',
  });
  // A range that is asked for is counted within this part.
  const part = { start: offset, end: offset + length - 1 };
  const failure = await withTextPath(
    path,
    (text) =>
      new Promise<unknown>((resolve) =>
        response.sendFile(text, { dotfiles: 'allow', cacheControl: false, ...part }, resolve),
      ),
  );
  if (failure) throw translateFailure(failure);
}
