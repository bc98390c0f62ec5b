/**
 * Errors as RFC 9457 problem documents. This is the only place where an error becomes an HTTP status; the library below
 * throws codes and does not know HTTP.
 */
import { type ErrorCode, PhotoseekError } from '../../errors.js';
import { type HttpErrorCode, PROBLEMS } from './problem-table.js';

/** Every code of a problem document; {@link PROBLEMS} has their meanings. */
export type ProblemCode = ErrorCode | HttpErrorCode;

/** An error of the HTTP interface itself: no such route, a host that is not allowed, an upload that is too large. */
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

/** The body of an `application/problem+json` response. */
export interface Problem {
  /** A stable URN made of the code. */
  type: string;
  title: string;
  status: number;
  /** One sentence: what was expected and what was got. */
  detail: string;
  /** Stable; programs compare this. */
  code: ProblemCode;
  /** How to resolve it. */
  hint?: string;
  /** Of `bad-query`: the text that could not be read, where one was: `q` or `filters`. */
  query?: string;
  /** Of `bad-query`: texts that may stand in the place of `query`, the likeliest first. */
  suggestions?: readonly string[];
}

/** The problem document of anything thrown. Unexpected errors become a 500 that reveals nothing internal. */
export function toProblem(thrown: unknown): Problem {
  if (thrown instanceof HttpError || (thrown instanceof PhotoseekError && thrown.code !== 'internal')) {
    return { ...makeProblem(thrown.code, thrown.message, thrown.hint), ...listCorrections(thrown) };
  }
  return makeProblem('internal', 'Internal error.', 'See the log of the server.');
}

function listCorrections(thrown: HttpError | PhotoseekError): Pick<Problem, 'query' | 'suggestions'> {
  if (thrown.code !== 'bad-query' || !(thrown instanceof PhotoseekError)) return {};
  const { query, queries, suggestion } = thrown.details as Partial<Record<string, unknown>>;
  if (typeof query === 'string' && Array.isArray(queries)) return { query, suggestions: queries as string[] };
  // Of a folder, which is looked up when the text has been read.
  return typeof suggestion === 'string' ? { suggestions: [suggestion] } : {};
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
