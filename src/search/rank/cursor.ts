import { PhotoseekError } from '../../errors.js';

/**
 * The end of a page. The following page comes from asking the same query of the same spaces and of the photos that were there when
 * the first page was given, with the same thresholds: photos that are added and spaces that are activated meanwhile change nothing, removed
 * photos are only missing.
 */
export interface Cursor {
  /** Of the query and the options that decide about the order. */
  fingerprint: string;
  /** Photos with higher ids were added later. */
  lastPhotoId: number;
  /** The spaces that were searched, and the least cosine of a relevant photo in each; `null`: nothing was found there. */
  thresholds: ReadonlyMap<number, number | null>;
  /** How many results were given. */
  given: number;
  /** The last ones of them, newest first: any that is still there says where to go on. */
  lastGiven: number[];
}

/** How many of the results that were given a cursor holds. */
const MAX_LAST_GIVEN = 8;

/** Results in their order, or a part of them. */
export interface OrderedResults {
  order: readonly number[];
  /** How many results come before `order`. */
  skipped: number;
  /** See `CutPage`. */
  beginsBehind?: number | undefined;
  goesOnBehind?: number | undefined;
}

/** The cursor behind `given` results of the order. */
export function makeCursor(
  start: Pick<Cursor, 'fingerprint' | 'lastPhotoId' | 'thresholds'>,
  { order, skipped, beginsBehind, goesOnBehind }: OrderedResults,
  given: number,
): string {
  const isEnd = given === order.length && goesOnBehind !== undefined;
  const behind = isEnd ? [goesOnBehind] : beginsBehind === undefined ? [] : [beginsBehind];
  const results = isEnd ? [] : order.slice(Math.max(0, given - MAX_LAST_GIVEN + behind.length), given).reverse();
  const lastGiven = [...results, ...behind];
  const { fingerprint, lastPhotoId, thresholds } = start;
  const fields = [fingerprint, lastPhotoId, [...thresholds], skipped + given, ...lastGiven];
  return Buffer.from(JSON.stringify(fields)).toString('base64url');
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
  // All of them are gone, and perhaps others before them.
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
  const [fingerprint, lastPhotoId, thresholds, given, ...lastGiven] = fields;
  const isCursor =
    typeof fingerprint === 'string' &&
    Array.isArray(thresholds) &&
    thresholds.every(isThreshold) &&
    [lastPhotoId, given, ...lastGiven].every(isCount) &&
    lastGiven.length <= MAX_LAST_GIVEN;
  return isCursor ? { fingerprint, lastPhotoId, thresholds: new Map(thresholds), given, lastGiven } : undefined;
}

function isThreshold(entry: unknown): boolean {
  return (
    Array.isArray(entry) && entry.length === 2 && isCount(entry[0]) && (entry[1] === null || Number.isFinite(entry[1]))
  );
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
