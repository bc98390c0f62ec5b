import type { Request, Response } from 'express';
import { type ApiKey, KEY_SCOPES, type KeyRing, type KeyScope } from '../../library/types/key-ring.js';
import { HttpError } from '../errors/problem.js';
import { FailedAttempts } from './failed-attempts.js';
import { KnownClients } from './known-clients.js';
import { Tokens } from './tokens.js';

/** How long a page stays signed in. */
const SESSION_SECONDS = 7 * 24 * 3600;

/** How long a code lets another device in. */
const INVITATION_MS = 5 * 60_000;

const COOKIE = 'photoseek_session';

/** The authenticated client of a request. */
export interface Identity {
  /** `null` where no key is required: the owner of the machine. */
  key: { id: number; name: string } | null;
  scopes: readonly KeyScope[];
  /** Only photos below it exist; `null`: all. */
  folder: string | null;
}

/** Options of {@link Access}. */
export interface AccessOptions {
  /** Other machines can reach the server. */
  isWide: boolean;
  /** Clients without a key do not have the scope `sensitive`. Default `false`. */
  hideSensitive?: boolean;
  /** Of the server: the cookie of a session is sent to nothing else on its host. */
  basePath?: string;
}

/**
 * Authenticates requests by a key (`Authorization: Bearer`), or by a session that a page started with one. On loopback no key is required
 * until one exists; from then on every request needs one. A server that other machines can reach always requires one.
 */
export class Access {
  readonly #keys: KeyRing;
  readonly #isWide: boolean;
  /** The client of a server that requires no key. */
  readonly anonymous: Identity;
  readonly #cookiePath: string;
  /** Ids of the keys that sessions were started with. */
  readonly #sessions = new Tokens<number>({ bytes: 32, lifetimeMs: SESSION_SECONDS * 1000, most: 1000 });
  /** Ids of the keys of those who asked for a code. */
  readonly #invitations = new Tokens<number>({ bytes: 24, lifetimeMs: INVITATION_MS, most: 100 });
  readonly #failed = new FailedAttempts();
  readonly #known = new KnownClients<Identity>();

  constructor(keys: KeyRing, { isWide, hideSensitive = false, basePath = '' }: AccessOptions) {
    this.#keys = keys;
    this.#isWide = isWide;
    const scopes = KEY_SCOPES.filter((scope) => !(hideSensitive && scope === 'sensitive'));
    this.anonymous = { key: null, scopes, folder: null };
    this.#cookiePath = `${basePath}/`;
  }

  /** Whether this server requires keys now. */
  async needsKey(): Promise<boolean> {
    return this.#isWide || (await this.#keys.list()).some(isActive);
  }

  /**
   * Authenticates a request; `undefined`: it has no key and one is required.
   * @throws HttpError `key-invalid`, `rate-limited`
   */
  async identify(request: Request): Promise<Identity | undefined> {
    const { authorization } = request.headers;
    if (authorization !== undefined) return toIdentity(await this.#checkSecret(request, readBearer(authorization)));
    const keys = await this.#keys.list();
    const token = readCookie(request);
    const keyId = token === undefined ? undefined : this.#sessions.find(token);
    const key = keys.find(({ id }) => id === keyId);
    if (key !== undefined && isActive(key)) return toIdentity(key);
    return this.#isWide || keys.some(isActive) ? undefined : this.anonymous;
  }

  /**
   * Authenticates and authorises a request.
   * @throws HttpError `key-required`, `key-invalid`, `insufficient-scope`, `rate-limited`
   */
  async require(request: Request, scope: KeyScope): Promise<Identity> {
    const identity = await this.identify(request);
    if (identity === undefined) {
      throw new HttpError('key-required', 'This server requires a key.', {
        hint: 'Send it as "Authorization: Bearer KEY", or sign in on the page. `photoseek keys create NAME` makes one.',
        headers: { 'WWW-Authenticate': 'Bearer realm="photoseek"' },
      });
    }
    if (!identity.scopes.includes(scope)) {
      throw new HttpError(
        'insufficient-scope',
        `The key must have the scope "${scope}", got ${identity.scopes.join(', ')}.`,
      );
    }
    return identity;
  }

  /** The same for what is about the process: whoever was let in within the last hour is so while keys cannot be read. */
  async requireLately(request: Request, scope: KeyScope): Promise<Identity> {
    const { authorization = '', cookie = '' } = request.headers;
    return this.#known.letIn(JSON.stringify([authorization, cookie]), () => this.require(request, scope));
  }

  /** Starts a session, as a cookie that scripts cannot read and other sites cannot send. */
  async signIn(request: Request, response: Response, secret: string): Promise<Identity> {
    const key = await this.#checkSecret(request, secret);
    this.#setCookie(request, response, this.#sessions.begin(key.id).token, SESSION_SECONDS);
    return toIdentity(key);
  }

  /** A code that lets another device in once, with the same key; `null` where no key is required. */
  invite({ key }: Identity): { code: string; expiresAtMs: number } | null {
    if (key === null) return null;
    const { token, endsAtMs } = this.#invitations.begin(key.id);
    return { code: token, expiresAtMs: endsAtMs };
  }

  /**
   * Starts a session by a code.
   * @throws HttpError `key-invalid`, `rate-limited`
   */
  async signInByCode(request: Request, response: Response, code: string): Promise<Identity> {
    const client = request.ip ?? '';
    this.#failed.check(client);
    const keyId = this.#invitations.find(code);
    this.#invitations.end(code);
    const key = (await this.#keys.list()).find(({ id }) => id === keyId);
    if (key === undefined || !isActive(key)) {
      this.#failed.add(client);
      throw new HttpError('key-invalid', 'The code is unknown, used up, or older than five minutes.', {
        hint: 'Ask for another one where you are signed in.',
      });
    }
    this.#setCookie(request, response, this.#sessions.begin(key.id).token, SESSION_SECONDS);
    return toIdentity(key);
  }

  signOut(request: Request, response: Response): void {
    const token = readCookie(request);
    if (token !== undefined) this.#sessions.end(token);
    this.#setCookie(request, response, '', 0);
  }

  #setCookie(request: Request, response: Response, token: string, seconds: number): void {
    // Behind a proxy with TLS the page's own origin is https.
    const isSecure = request.secure || request.headers.origin?.startsWith('https://');
    response.append(
      'Set-Cookie',
      `${COOKIE}=${token}; Path=${this.#cookiePath}; HttpOnly; SameSite=Strict; Max-Age=${seconds}${isSecure ? '; Secure' : ''}`,
    );
  }

  async #checkSecret(request: Request, secret: string): Promise<ApiKey> {
    const client = request.ip ?? '';
    this.#failed.check(client);
    const key = await this.#keys.check(secret);
    if (key !== undefined) return key;
    this.#failed.add(client);
    throw new HttpError('key-invalid', 'The key is unknown or was revoked.', {
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

/** The token; empty, and so no key, for other schemes. */
function readBearer(authorization: string): string {
  return /^Bearer +(\S+) *$/i.exec(authorization)?.[1] ?? '';
}

function readCookie({ headers }: Request): string | undefined {
  const pairs = (headers.cookie ?? '').split(';').map((pair) => pair.trim().split('='));
  return pairs.find(([name]) => name === COOKIE)?.[1];
}
