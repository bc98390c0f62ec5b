import { Agent, type Dispatcher, request } from 'undici';
import { PhotoseekError } from '../errors.js';
import { type AddressRule, checkUrl, refuse } from './check-url.js';
import { makeCheckedLookup, type Resolve } from './checked-lookup.js';

const MAX_REDIRECTS = 5;
const MAX_BYTES = 20 * 1024 * 1024;
const TIME_LIMIT_MS = 10_000;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);

/** Options of {@link createImageFetcher}, for tests. */
export interface FetchOptions {
  /** Default: public addresses. */
  isAllowed?: AddressRule;
  resolve?: Resolve;
  maxBytes?: number;
  timeLimitMs?: number;
}

/** Downloads images from public addresses, for `OpenOptions.fetchUrl`. */
export function createImageFetcher(options: FetchOptions = {}) {
  const { maxBytes = MAX_BYTES, timeLimitMs = TIME_LIMIT_MS } = options;
  const agent = new Agent({
    connect: { lookup: makeCheckedLookup(options.isAllowed, options.resolve), timeout: timeLimitMs },
    // Every connection is checked, so none is reused; HTTP/1.1 only.
    pipelining: 0,
    keepAliveTimeout: 1,
    allowH2: false,
    maxRedirections: 0,
  } as Agent.Options);
  return async (address: string, signal?: AbortSignal): Promise<Uint8Array> => {
    const timeUp = AbortSignal.timeout(timeLimitMs);
    const stop = signal === undefined ? timeUp : AbortSignal.any([signal, timeUp]);
    try {
      const { body, headers } = await follow(address, agent, stop, options.isAllowed);
      return await readBody(body, headers['content-length'], maxBytes);
    } catch (error) {
      throw translate(error, { timeUp, signal, timeLimitMs });
    }
  };
}

/** Follows redirects; each address is checked like the first. */
async function follow(
  address: string,
  agent: Agent,
  signal: AbortSignal,
  isAllowed: AddressRule | undefined,
): Promise<Dispatcher.ResponseData> {
  let url = checkUrl(address, isAllowed);
  for (let hop = 0; hop <= MAX_REDIRECTS; hop++) {
    const response = await request(url, {
      dispatcher: agent,
      method: 'GET',
      signal,
      // No header of the client is forwarded; `identity`: the counted bytes are those of the image.
      headers: { accept: 'image/*', 'accept-encoding': 'identity', 'user-agent': 'photoseek' },
    });
    const { statusCode, headers, body } = response;
    if (statusCode === 200) return response;
    // The body of another status is not read.
    body.on('error', () => {}).destroy();
    const { location } = headers;
    if (!REDIRECTS.has(statusCode) || typeof location !== 'string') {
      throw new PhotoseekError('url-failed', `The server of the image responded with status ${statusCode}.`);
    }
    if (!URL.canParse(location, url.href)) throw refuse('It redirects to an invalid URL.');
    url = checkUrl(new URL(location, url).href, isAllowed);
  }
  throw new PhotoseekError('url-failed', `The address of the image redirects more than ${MAX_REDIRECTS} times.`);
}

async function readBody(
  body: Dispatcher.ResponseData['body'],
  announced: string | string[] | undefined,
  maxBytes: number,
): Promise<Uint8Array> {
  const tooLarge = () =>
    new PhotoseekError('url-failed', `The image must have at most ${Math.floor(maxBytes / 1024 / 1024)} MB.`);
  if (Number(announced) > maxBytes) {
    body.on('error', () => {}).destroy();
    throw tooLarge();
  }
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > maxBytes) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function translate(
  error: unknown,
  { timeUp, signal, timeLimitMs }: { timeUp: AbortSignal; signal: AbortSignal | undefined; timeLimitMs: number },
): PhotoseekError {
  if (signal?.aborted) return new PhotoseekError('aborted', 'The request was cancelled.', { cause: error });
  for (let cause = error; cause !== undefined; cause = (cause as { cause?: unknown }).cause) {
    if (cause instanceof PhotoseekError) return cause;
  }
  if (timeUp.aborted) {
    return new PhotoseekError('url-failed', `The image was not downloaded within ${timeLimitMs / 1000} seconds.`, {
      cause: error,
    });
  }
  // The reason (unknown name, closed port, bad certificate) would reveal the network of this machine.
  return new PhotoseekError('url-failed', 'The image could not be downloaded.', { cause: error });
}
