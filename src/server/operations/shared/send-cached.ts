import type { Response } from 'express';
import type { ImageBytes } from '../../../library/types/descriptions.js';
import { ONE_YEAR_SECONDS } from './links.js';

/** How an image may be cached. */
export interface CachedImage {
  /** The address names what the image is made of: it never means another one. */
  isPinned: boolean;
  /** ETag, without quotes. */
  tag: string;
}

/** Sends an image, or that the client has it. */
export async function sendCached(
  response: Response,
  { isPinned, tag }: CachedImage,
  make: () => Promise<ImageBytes>,
): Promise<void> {
  // Without the hash the same address may soon mean another library's photo: the client revalidates by ETag.
  const age = isPinned ? `max-age=${ONE_YEAR_SECONDS}, immutable` : 'max-age=0';
  response.set({ 'Cache-Control': `private, ${age}`, ETag: `"${tag}"` });
  if (response.req.fresh) {
    response.status(304).end();
    return;
  }
  const { bytes, mediaType } = await make();
  response.set('Content-Type', mediaType).send(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
}
