import { PhotoseekError } from '../../errors.js';

/**
 * Where a page ended. What comes after it is found again by asking the same query of the photos that were there when the first page was
 * given, cut off at the same place: photos that are added meanwhile change nothing, removed ones are only missing.
 */
export interface Cursor {
  /** Of the query and the options that decide about the order. */
  fingerprint: string;
  /** Photos with higher ids came later. */
  lastPhotoId: number;
  /** Where results were cut off; `null`: nowhere, or nothing was. */
  cutBelow: number | null;
  /** How many results were given. */
  given: number;
  /** The last ones of them, newest first: any that is still there says where to go on. */
  lastGiven: number[];
}

/** How many of the results that were given are remembered. */
const REMEMBERED = 8;

/** The cursor behind `given` results of `order`. */
export function makeCursor(
  start: Pick<Cursor, 'fingerprint' | 'lastPhotoId' | 'cutBelow'>,
  order: readonly number[],
  given: number,
): string {
  const lastGiven = order.slice(Math.max(0, given - REMEMBERED), given).reverse();
  const { fingerprint, lastPhotoId, cutBelow } = start;
  return Buffer.from(JSON.stringify([fingerprint, lastPhotoId, cutBelow, given, ...lastGiven])).toString('base64url');
}

/** @throws PhotoseekError `bad-argument` when it is no cursor, or one of another query */
export function readCursor(text: string, fingerprint: string): Cursor {
  const cursor = parse(text);
  if (cursor?.fingerprint === fingerprint) return cursor;
  throw new PhotoseekError('bad-argument', 'The cursor does not belong to this query.', {
    hint: 'Ask for the first page again, without a cursor; then follow nextCursor with the same query and options.',
  });
}

/** Where in an order, found again, the results go on. */
export function findContinuation(order: readonly number[], { given, lastGiven }: Cursor): number {
  for (const id of lastGiven) {
    const at = order.indexOf(id);
    if (at >= 0) return at + 1;
  }
  // All of them are gone, and who knows how many before them.
  return Math.min(given, order.length);
}

function parse(text: string): Cursor | undefined {
  let fields: unknown;
  try {
    fields = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
  if (!Array.isArray(fields)) return undefined;
  const [fingerprint, lastPhotoId, cutBelow, given, ...lastGiven] = fields;
  const isCursor =
    typeof fingerprint === 'string' &&
    (cutBelow === null || Number.isFinite(cutBelow)) &&
    [lastPhotoId, given, ...lastGiven].every((value) => Number.isSafeInteger(value) && value >= 0) &&
    lastGiven.length <= REMEMBERED;
  return isCursor ? { fingerprint, lastPhotoId, cutBelow, given, lastGiven } : undefined;
}
