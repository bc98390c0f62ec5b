/** The HTTP API as functions. Every failure becomes an `ApiError` that can be shown as it is. */

/** A failure in words for people. */
export class ApiError extends Error {
  /** @param {string} message @param {string} [hint] @param {string} [code] */
  constructor(message, hint = '', code = '') {
    super(message);
    this.hint = hint;
    this.code = code;
  }
}

/** The server takes no larger picture; said here before the bytes travel. */
const MAX_UPLOAD_MEGABYTES = 50;

export function searchByWords(words, { limit, signal }) {
  return ask(`/api/v1/search?${new URLSearchParams({ q: words, limit })}`, { signal });
}

export function searchByPicture(file, { limit, signal }) {
  if (file.size > MAX_UPLOAD_MEGABYTES * 1024 * 1024) {
    throw new ApiError(`This picture is larger than ${MAX_UPLOAD_MEGABYTES} MB.`, 'A smaller version finds the same.');
  }
  const body = new FormData();
  body.set('image', file);
  return ask(`/api/v1/search/by-image?${new URLSearchParams({ limit })}`, { method: 'POST', body, signal });
}

export function findSimilar(id, { limit, signal }) {
  return ask(`/api/v1/similar/${encodeURIComponent(id)}?${new URLSearchParams({ limit })}`, { signal });
}

export function getPhoto(id, { signal }) {
  return ask(`/api/v1/photos/${encodeURIComponent(id)}`, { signal });
}

export function getStats({ signal }) {
  return ask('/api/v1/stats', { signal });
}

async function ask(address, options) {
  const response = await fetch(address, options).catch((cause) => {
    if (options.signal.aborted) throw cause;
    throw new ApiError('The server does not answer.', 'Is photoseek still running in its terminal?');
  });
  const body = await response.json().catch(() => null);
  if (response.ok && body !== null) return body;
  throw new ApiError(body?.detail ?? `The server answered with status ${response.status}.`, body?.hint, body?.code);
}
