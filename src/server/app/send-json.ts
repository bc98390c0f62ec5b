import type { Response } from 'express';

/**
 * Sends a value as JSON. Express would hash the body for an ETag, which answers that nobody may store have no use for, and copy it into a buffer: for a
 * page of results, that takes as long as making the JSON.
 */
export function sendJson(response: Response, value: unknown): void {
  const text = JSON.stringify(value);
  if (!response.hasHeader('Content-Type')) response.setHeader('Content-Type', 'application/json; charset=utf-8');
  response.setHeader('Content-Length', Buffer.byteLength(text));
  response.end(text);
}
