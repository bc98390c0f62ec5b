/**
 * Errors as RFC 9457 problem documents. This is the only place where an error becomes an HTTP status; the library below
 * throws codes and knows no HTTP.
 */
import { type ErrorCode, PhotoseekError } from '../../errors.js';
import { type HttpErrorCode, PROBLEMS } from './problem-table.js';

/** Every code that an answer can carry; {@link PROBLEMS} says what each means. */
export type ProblemCode = ErrorCode | HttpErrorCode;

/** An error of the HTTP door itself: no such route, a refused host, too large an upload. */
export class HttpError extends Error {
  override readonly name = 'HttpError';
  readonly code: HttpErrorCode;
  readonly hint: string | undefined;
  /** Response headers that belong to the error, such as `Allow`. */
  readonly headers: Record<string, string>;

  constructor(code: HttpErrorCode, message: string, parts: { hint?: string; headers?: Record<string, string> } = {}) {
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
  code: ProblemCode;
  /** What to do about it. */
  hint?: string;
}

/** The problem document for anything thrown. What is not ours is a 500 that tells nothing about the inside. */
export function toProblem(thrown: unknown): Problem {
  if (thrown instanceof HttpError || (thrown instanceof PhotoseekError && thrown.code !== 'internal')) {
    return makeProblem(thrown.code, thrown.message, thrown.hint);
  }
  return makeProblem(
    'internal',
    'Something went wrong inside photoseek.',
    'The terminal that runs the server says more.',
  );
}

function makeProblem(code: ProblemCode, detail: string, hint: string | undefined): Problem {
  return {
    type: `urn:photoseek:problem:${code}`,
    title: makeTitle(code),
    status: PROBLEMS[code].status,
    detail,
    code,
    ...(hint === undefined ? {} : { hint }),
  };
}

/** `empty-query` → `Empty query`: a title is the same for every occurrence of a code, so the code can supply it. */
export function makeTitle(code: string): string {
  const words = code.replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
