import { createHash, randomBytes } from 'node:crypto';

/** How long a page stays signed in. */
export const SESSION_SECONDS = 7 * 24 * 3600;

/** Beyond this the oldest session ends. */
const MAX_SESSIONS = 1000;

/** Sessions, in memory: a restart ends them all. Their tokens are stored hashed. */
export class Sessions {
  readonly #byHash = new Map<string, { keyId: number; endsAtMs: number }>();

  /** @returns the token for the browser */
  begin(keyId: number): string {
    const token = randomBytes(32).toString('base64url');
    const [oldest] = this.#byHash.keys();
    if (this.#byHash.size >= MAX_SESSIONS && oldest !== undefined) this.#byHash.delete(oldest);
    this.#byHash.set(hash(token), { keyId, endsAtMs: Date.now() + SESSION_SECONDS * 1000 });
    return token;
  }

  /** Id of the key that a session was started with. */
  find(token: string): number | undefined {
    const session = this.#byHash.get(hash(token));
    if (session === undefined) return undefined;
    if (session.endsAtMs > Date.now()) return session.keyId;
    this.end(token);
    return undefined;
  }

  end(token: string): void {
    this.#byHash.delete(hash(token));
  }
}

/** Looked up by hash, so that the time it takes reveals nothing about a token. */
function hash(token: string): string {
  return createHash('sha256').update(token).digest('base64');
}
