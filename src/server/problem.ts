/**
 * Errors as RFC 9457 problem documents. This is the only place where an error becomes an HTTP status; the library below
 * throws codes and knows no HTTP.
 */
import { ERROR_KINDS, type ErrorCode, type ErrorKind, PhotoseekError } from '../errors.js';

/** Codes that only this door can cause; the library never throws them. */
export type DoorCode =
  | 'not-found'
  | 'method-not-allowed'
  | 'host-refused'
  | 'origin-refused'
  | 'upload-too-large'
  | 'range-not-satisfiable';

/** An error of the HTTP door itself: no such route, a refused host, too large an upload. */
export class DoorError extends Error {
  override readonly name = 'DoorError';
  readonly code: DoorCode;
  readonly hint: string | undefined;
  /** Response headers that belong to the error, such as `Allow`. */
  readonly headers: Record<string, string>;

  constructor(code: DoorCode, message: string, parts: { hint?: string; headers?: Record<string, string> } = {}) {
    super(message);
    this.code = code;
    this.hint = parts.hint;
    this.headers = parts.headers ?? {};
  }
}

/** The body of an `application/problem+json` answer. */
export interface Problem {
  /** A stable URN made of the code. */
  type: string;
  title: string;
  status: number;
  /** One sentence: what was expected and what came. */
  detail: string;
  /** Stable; programs compare this. */
  code: ErrorCode | DoorCode;
  /** What to do about it. */
  hint?: string;
}

const STATUS_BY_KIND: Record<ErrorKind, number> = {
  usage: 400,
  'not-found': 404,
  library: 500,
  media: 422,
  model: 500,
  aborted: 499,
  internal: 500,
};

/**
 * Where a code says more than its kind. `original-missing` stays 404 on purpose: 410 promises that the file is gone for
 * good and may be cached, but an unplugged disk comes back.
 */
const STATUS_BY_CODE: Partial<Record<ErrorCode, number>> & Record<DoorCode, number> = {
  'image-too-large': 413,
  'library-closed': 503,
  'library-locked': 503,
  'model-download-failed': 503,
  'not-found': 404,
  'method-not-allowed': 405,
  'host-refused': 421,
  'origin-refused': 403,
  'upload-too-large': 413,
  'range-not-satisfiable': 416,
};

/** The problem document for anything thrown. What is not ours is a 500 that tells nothing about the inside. */
export function toProblem(thrown: unknown): Problem {
  if (thrown instanceof DoorError || (thrown instanceof PhotoseekError && thrown.code !== 'internal')) {
    return makeProblem(thrown.code, thrown.message, thrown.hint);
  }
  return makeProblem(
    'internal',
    'Something went wrong inside photoseek.',
    'The terminal that runs the server says more.',
  );
}

function makeProblem(code: ErrorCode | DoorCode, detail: string, hint: string | undefined): Problem {
  return {
    type: `urn:photoseek:problem:${code}`,
    title: makeTitle(code),
    status: getStatus(code),
    detail,
    code,
    ...(hint === undefined ? {} : { hint }),
  };
}

function getStatus(code: ErrorCode | DoorCode): number {
  return STATUS_BY_CODE[code] ?? STATUS_BY_KIND[ERROR_KINDS[code as ErrorCode]];
}

/** `empty-query` → `Empty query`: a title is the same for every occurrence of a code, so the code can supply it. */
function makeTitle(code: string): string {
  const words = code.replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
