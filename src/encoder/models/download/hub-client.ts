import { setTimeout as sleep } from 'node:timers/promises';
import { type Dispatcher, EnvHttpProxyAgent, request } from 'undici';
import { PhotoseekError } from '../../../errors.js';
import { EMBEDDED_MODEL } from '../embedded-model.js';

const MAX_REDIRECTS = 5;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);

/** Tries of one request, unless the hub sends bytes in between. */
const MAX_TRIES = 5;

/** A hub that asks for a longer pause is not waited for. */
const LONGEST_PAUSE_MS = 120_000;

/** How a hub is reached. */
export interface HubOptions {
  /** Base address, with a trailing slash. */
  hub: string;
  /** Sent to the hub only, never to a host that it redirects to. */
  token?: string | undefined;
  /** Pause before the second try; each further one is twice as long. Default 500 ms. */
  pauseMs?: number;
}

/** An answer with one of the statuses that the caller expects. */
export interface HubAnswer {
  status: number;
  /** Of all redirects and the answer; the first value of a name counts: the hub knows a file better than the host that delivers it. */
  headers: ReadonlyMap<string, string>;
  body: Dispatcher.ResponseData['body'];
}

/** Thrown for an answer or a broken connection after which another try may succeed. */
export class PassingFailure extends Error {
  readonly retryAfterMs: number | undefined;

  constructor(message: string, retryAfterMs?: number) {
    super(message);
    this.retryAfterMs = retryAfterMs;
  }
}

/** Requests to a model hub: proxies of the environment, redirects, a token, pauses. */
export class HubClient {
  readonly #options: HubOptions;
  /** `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY` apply. A connection that is silent for a minute is given up. */
  readonly #agent = new EnvHttpProxyAgent({ connectTimeout: 15_000, headersTimeout: 60_000, bodyTimeout: 60_000 });

  constructor(options: HubOptions) {
    this.#options = options;
  }

  get hub(): string {
    return this.#options.hub;
  }

  /**
   * One GET without retries, redirects followed.
   * @param path below the hub's address
   * @throws PassingFailure; PhotoseekError `model-download-failed`
   */
  async get(path: string, headers: Record<string, string> = {}): Promise<HubAnswer> {
    const seen = new Map<string, string>();
    let url = new URL(path, this.hub);
    const { origin } = url;
    for (let hop = 0; hop <= MAX_REDIRECTS; hop++) {
      const authorization = url.origin === origin ? this.#authorize() : {};
      const answer = await request(url, {
        dispatcher: this.#agent,
        headers: { 'user-agent': 'photoseek', 'accept-encoding': 'identity', ...headers, ...authorization },
      }).catch((cause: Error) => {
        throw new PassingFailure(`${url.host} cannot be reached: ${describeCause(cause)}`);
      });
      for (const [name, value] of Object.entries(answer.headers))
        if (value !== undefined && !seen.has(name)) seen.set(name, String(value));
      if (!REDIRECTS.has(answer.statusCode)) {
        // Length and range belong to the bytes that follow, not to the page of a redirect.
        for (const name of ['content-length', 'content-range']) {
          const value = answer.headers[name];
          if (value === undefined) seen.delete(name);
          else seen.set(name, String(value));
        }
        return { status: answer.statusCode, headers: seen, body: answer.body };
      }
      await answer.body.dump();
      const { location } = answer.headers;
      if (typeof location !== 'string') break;
      url = new URL(location, url);
      if (url.protocol !== 'https:' && url.protocol !== new URL(this.hub).protocol)
        throw this.fail(`it redirects ${path} to ${url.protocol}//, which is not encrypted.`);
    }
    throw this.fail(`it redirects ${path} more than ${MAX_REDIRECTS} times or nowhere.`);
  }

  /** Checks the status of an answer; the body of a wrong one is thrown away. */
  async expect(answer: HubAnswer, statuses: readonly number[], path: string): Promise<HubAnswer> {
    const { status, headers, body } = answer;
    if (statuses.includes(status)) return answer;
    await body.dump();
    if (status === 429 || status >= 500) {
      throw new PassingFailure(
        `${this.hub} answers ${path} with ${status}`,
        readRetryAfter(headers.get('retry-after')),
      );
    }
    if (status === 401 || status === 403) {
      const remedy =
        this.#options.token === undefined
          ? 'Check its spelling; for a model behind a licence, accept it on its page and set HF_TOKEN.'
          : 'Check its spelling, and that the token of HF_TOKEN may read it.';
      throw this.fail(`it refuses ${path} (${status}).`, remedy);
    }
    if (status === 404) throw this.fail(`there is no ${path} (404).`, 'photoseek models lists models that exist.');
    throw this.fail(`it answers ${path} with ${status}.`);
  }

  /**
   * Repeats work after a {@link PassingFailure}, with pauses. Work that got further since the last failure begins to count anew.
   * @param progress grows with the bytes that have arrived
   */
  async persist<T>(work: () => Promise<T>, progress: () => number = () => 0): Promise<T> {
    const { pauseMs = 500 } = this.#options;
    let reached = progress();
    for (let tries = 1; ; tries++) {
      try {
        return await work();
      } catch (error) {
        if (!(error instanceof PassingFailure)) throw error;
        if (progress() > reached) tries = 1;
        reached = progress();
        const wait = error.retryAfterMs ?? pauseMs * 2 ** (tries - 1);
        if (tries >= MAX_TRIES || wait > LONGEST_PAUSE_MS) {
          const later = wait > LONGEST_PAUSE_MS ? ` and asks to come back in ${Math.ceil(wait / 1000)} seconds` : '';
          throw this.fail(
            `${error.message}${later}.`,
            'What has arrived is kept: try again later, or use another HF_ENDPOINT.',
          );
        }
        await sleep(wait);
      }
    }
  }

  /** An error about this hub. */
  fail(reason: string, remedy = ''): PhotoseekError {
    const offline = `The embedded model works without a network: --model ${EMBEDDED_MODEL}.`;
    return new PhotoseekError('model-download-failed', `Could not download from ${this.hub}: ${reason}`, {
      hint: `${remedy} ${offline}`.trim(),
    });
  }

  async close(): Promise<void> {
    await this.#agent.destroy();
  }

  #authorize(): Record<string, string> {
    const { token } = this.#options;
    return token === undefined ? {} : { authorization: `Bearer ${token}` };
  }
}

/** Seconds, or a date. */
function readRetryAfter(value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  if (/^\d+$/.test(value)) return Number(value) * 1000;
  const at = Date.parse(value);
  return Number.isNaN(at) ? undefined : Math.max(0, at - Date.now());
}

/** Connection errors of several addresses have an empty message. */
export function describeCause(cause: Error): string {
  const inner = cause instanceof AggregateError ? (cause.errors as Error[])[0] : undefined;
  return cause.message || inner?.message || cause.name;
}
