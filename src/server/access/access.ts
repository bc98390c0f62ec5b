import type { Request, Response } from 'express';
import type { ApiKey, KeyRing, KeyScope } from '../../library/types.js';
import { HttpError } from '../errors/problem.js';
import { FailedAttempts } from './failed-attempts.js';
import { type Identity, OWNER } from './identity.js';
import { SESSION_SECONDS, Sessions } from './sessions.js';

const COOKIE = 'photoseek_session';

/** How a server is reached decides whether it may ever go without keys. */
export interface AccessOptions {
  /** Others than this machine can reach the server. */
  isWide: boolean;
}

/**
 * Says who asks: by a key (`Authorization: Bearer`), or by the session that a page began with one. On loopback nobody needs a key until
 * there is one; from then on everybody does. A server that others can reach always asks for one.
 */
export class Access {
  readonly #keys: KeyRing;
  readonly #isWide: boolean;
  readonly #sessions = new Sessions();
  readonly #failed = new FailedAttempts();

  constructor(keys: KeyRing, { isWide }: AccessOptions) {
    this.#keys = keys;
    this.#isWide = isWide;
  }

  /** Whether this server asks for keys now. */
  async needsKey(): Promise<boolean> {
    return this.#isWide || (await this.#keys.list()).some(isActive);
  }

  /**
   * Who asks; `undefined`: somebody without a key where one is needed.
   * @throws HttpError `key-wrong`, `rate-limited`
   */
  async identify(request: Request): Promise<Identity | undefined> {
    const { authorization } = request.headers;
    if (authorization !== undefined) return toIdentity(await this.#checkSecret(request, readBearer(authorization)));
    const keys = await this.#keys.list();
    const token = readCookie(request);
    const keyId = token === undefined ? undefined : this.#sessions.find(token);
    const key = keys.find(({ id }) => id === keyId);
    if (key !== undefined && isActive(key)) return toIdentity(key);
    return this.#isWide || keys.some(isActive) ? undefined : OWNER;
  }

  /**
   * Who asks, if they may.
   * @throws HttpError `key-needed`, `key-wrong`, `scope-missing`, `rate-limited`
   */
  async require(request: Request, scope: KeyScope): Promise<Identity> {
    const identity = await this.identify(request);
    if (identity === undefined) {
      throw new HttpError('key-needed', 'This server asks for a key.', {
        hint: 'Send it as "Authorization: Bearer KEY", or sign in on the page. photoseek keys create makes one.',
        headers: { 'WWW-Authenticate': 'Bearer realm="photoseek"' },
      });
    }
    if (!identity.scopes.includes(scope)) {
      throw new HttpError('scope-missing', `The key does not allow this; it takes one with the scope "${scope}".`);
    }
    return identity;
  }

  /** Begins a session; the browser is given a cookie that scripts cannot read and other sites cannot send. */
  async signIn(request: Request, response: Response, secret: string): Promise<Identity> {
    const key = await this.#checkSecret(request, secret);
    setCookie(request, response, this.#sessions.begin(key.id), SESSION_SECONDS);
    return toIdentity(key);
  }

  signOut(request: Request, response: Response): void {
    const token = readCookie(request);
    if (token !== undefined) this.#sessions.end(token);
    setCookie(request, response, '', 0);
  }

  async #checkSecret(request: Request, secret: string): Promise<ApiKey> {
    const client = request.ip ?? '';
    this.#failed.check(client);
    const key = await this.#keys.check(secret);
    if (key !== undefined) return key;
    this.#failed.add(client);
    throw new HttpError('key-wrong', 'The key is not known here, or was revoked.', {
      headers: { 'WWW-Authenticate': 'Bearer realm="photoseek", error="invalid_token"' },
    });
  }
}

function isActive(key: ApiKey): boolean {
  return key.revokedAtMs === null;
}

function toIdentity({ id, name, scopes, folder }: ApiKey): Identity {
  return { key: { id, name }, scopes, folder };
}

/** What is no bearer token is no key either. */
function readBearer(authorization: string): string {
  return /^Bearer +(\S+) *$/i.exec(authorization)?.[1] ?? '';
}

function readCookie({ headers }: Request): string | undefined {
  const pairs = (headers.cookie ?? '').split(';').map((pair) => pair.trim().split('='));
  return pairs.find(([name]) => name === COOKIE)?.[1];
}

function setCookie(request: Request, response: Response, token: string, seconds: number): void {
  // Behind a proxy that speaks TLS the page's own origin says so.
  const secure = request.headers.origin?.startsWith('https://') ? '; Secure' : '';
  response.append('Set-Cookie', `${COOKIE}=${token}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${seconds}${secure}`);
}
