/** The HTTP API as one function. Addresses are relative: all of the page lies at one, which a proxy may move below a path. Every failure becomes an {@link ApiError} that can be shown as it is. */
import { t } from '../language/translate.js';
import { isGatewayFailure, reportAnswer } from '../state/connection.js';

/** In the place of a code of the server. */
const NO_ANSWER = 'no-answer';

/** A failure in words for people. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly hint: string;
  /** The stable code of the problem document; empty when there was none. */
  readonly code: string;
  /** Of HTTP; 0 when the server did not answer. */
  readonly status: number;
  /** The text of a query that could not be read; `undefined` when there was none. */
  readonly query: string | undefined;
  /** Texts that may stand in its place. */
  readonly suggestions: readonly string[];

  constructor(
    message: string,
    parts: Partial<Pick<ApiError, 'hint' | 'code' | 'status' | 'query' | 'suggestions'>> = {},
  ) {
    super(message);
    this.hint = parts.hint ?? '';
    this.code = parts.code ?? '';
    this.status = parts.status ?? 0;
    this.query = parts.query;
    this.suggestions = parts.suggestions ?? [];
  }

  /** The server did not answer at all. */
  get isUnanswered(): boolean {
    return this.code === NO_ANSWER;
  }

  /** The server has no such route: an older one, or a part that is not built yet. */
  get isMissingRoute(): boolean {
    return (this.status === 404 && this.code === 'not-found') || this.status === 405 || this.status === 501;
  }
}

/** Options of a request. */
export interface AskOptions {
  method?: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Sent as JSON. */
  json?: unknown;
  form?: FormData;
  signal?: AbortSignal | undefined;
}

/** Called when the server requires a key that this browser does not have. */
let onSignInNeeded = (): void => {};

export function setSignInHandler(handler: () => void): void {
  onSignInNeeded = handler;
}

/**
 * Asks the server.
 * @throws ApiError, or what the signal was aborted with
 */
export async function ask<Answer>(address: string, options: AskOptions = {}): Promise<Answer> {
  const { method = 'GET', json, form, signal } = options;
  const request: RequestInit = { method, signal: signal ?? null };
  if (form !== undefined) request.body = form;
  if (json !== undefined) {
    request.body = JSON.stringify(json);
    request.headers = { 'Content-Type': 'application/json' };
  }
  const response = await fetch(`api/v1/${address}`, request).catch((cause: unknown) => {
    if (signal?.aborted) throw cause;
    throw lose();
  });
  if (isGatewayFailure(response.status)) throw lose();
  reportAnswer(true);
  if (response.status === 204) return undefined as Answer;
  const body: unknown = await response.json().catch((cause: unknown) => {
    if (signal?.aborted) throw cause;
    return null;
  });
  if (response.ok && body !== null) return body as Answer;
  if (response.status === 401) onSignInNeeded();
  throw toApiError(response.status, body);
}

function lose(): ApiError {
  reportAnswer(false);
  return new ApiError(t('api.noAnswer'), { hint: t('api.isRunning'), code: NO_ANSWER });
}

function toApiError(status: number, body: unknown): ApiError {
  const { detail, ...parts } = (body ?? {}) as { detail?: string } & Partial<ApiError>;
  return new ApiError(detail ?? t('api.status', { status }), { ...parts, status });
}

/** The sentence for a failure. */
export function describeFailure(failure: unknown): string {
  if (failure instanceof ApiError) return [failure.message, failure.hint].filter(Boolean).join(' ');
  console.error(failure);
  return t('api.wrong');
}

/** A query string of what is there. */
export function toParameters(values: Record<string, string | number | boolean | undefined>): string {
  const given = Object.entries(values).filter(([, value]) => value !== undefined && value !== '');
  return new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString();
}
