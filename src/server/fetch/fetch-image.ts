import { Agent, type Dispatcher, request } from 'undici';
import { PhotoseekError } from '../../errors.js';
import { type AddressRule, checkUrl, refuse } from './check-url.js';
import { makeCheckedLookup, type Resolve } from './checked-lookup.js';

const MAX_REDIRECTS = 5;
const MAX_BYTES = 20 * 1024 * 1024;
const TIME_LIMIT_MS = 10_000;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);

/** How pictures are fetched. Everything but the defaults is for tests. */
export interface FetchOptions {
  /** Tests have nothing but this machine. Default: public addresses. */
  isAllowed?: AddressRule;
  resolve?: Resolve;
  maxBytes?: number;
  timeLimitMs?: number;
}

/** Gets the bytes of pictures from public addresses, for `OpenOptions.fetchUrl`. */
export function createPictureFetcher(options: FetchOptions = {}) {
  const { maxBytes = MAX_BYTES, timeLimitMs = TIME_LIMIT_MS } = options;
  const agent = new Agent({
    connect: { lookup: makeCheckedLookup(options.isAllowed, options.resolve), timeout: timeLimitMs },
    // Every connection is checked, so none is kept for later; nor is anything spoken that was not asked for.
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

/** Asks, and asks again where a redirect leads; each address is checked like the first. */
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
      // Nothing of the person who asked goes along; `identity`: what is counted is what was sent.
      headers: { accept: 'image/*', 'accept-encoding': 'identity', 'user-agent': 'photoseek' },
    });
    const { statusCode, headers, body } = response;
    if (statusCode === 200) return response;
    // What was not asked for is not read.
    body.on('error', () => {}).destroy();
    const { location } = headers;
    if (!REDIRECTS.has(statusCode) || typeof location !== 'string') {
      throw new PhotoseekError('url-failed', `The server of the picture answered with ${statusCode}.`);
    }
    if (!URL.canParse(location, url.href)) throw refuse('It leads on to an address that is not valid.');
    url = checkUrl(new URL(location, url).href, isAllowed);
  }
  throw new PhotoseekError('url-failed', `The address of the picture leads on more than ${MAX_REDIRECTS} times.`);
}

async function readBody(
  body: Dispatcher.ResponseData['body'],
  announced: string | string[] | undefined,
  maxBytes: number,
): Promise<Uint8Array> {
  const tooLarge = () =>
    new PhotoseekError('url-failed', `The picture has more than ${Math.floor(maxBytes / 1024 / 1024)} MB.`);
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
  if (signal?.aborted) return new PhotoseekError('aborted', 'The request was given up.', { cause: error });
  for (let cause = error; cause !== undefined; cause = (cause as { cause?: unknown }).cause) {
    if (cause instanceof PhotoseekError) return cause;
  }
  if (timeUp.aborted) {
    return new PhotoseekError('url-failed', `The picture did not come within ${timeLimitMs / 1000} seconds.`, {
      cause: error,
    });
  }
  // Which of the things that can fail it was (no such name, nobody there, a bad certificate) would tell of the network here.
  return new PhotoseekError('url-failed', 'The picture could not be had from its address.', { cause: error });
}
