import { createHash, randomBytes } from 'node:crypto';

/** How tokens of a kind are made. */
interface TokenOptions {
  /** Random bytes of a token. */
  bytes: number;
  lifetimeMs: number;
  /** Beyond this the oldest one ends. */
  most: number;
}

/** Secret tokens that stand for something until they expire. In memory, hashed: a restart ends them all. */
export class Tokens<Value> {
  readonly #options: TokenOptions;
  readonly #byHash = new Map<string, { value: Value; endsAtMs: number }>();

  constructor(options: TokenOptions) {
    this.#options = options;
  }

  begin(value: Value): { token: string; endsAtMs: number } {
    const token = randomBytes(this.#options.bytes).toString('base64url');
    const [oldest] = this.#byHash.keys();
    if (this.#byHash.size >= this.#options.most && oldest !== undefined) this.#byHash.delete(oldest);
    const endsAtMs = Date.now() + this.#options.lifetimeMs;
    this.#byHash.set(hash(token), { value, endsAtMs });
    return { token, endsAtMs };
  }

  /** The value of a token; `undefined` when it is unknown or has expired. */
  find(token: string): Value | undefined {
    const known = this.#byHash.get(hash(token));
    if (known === undefined) return undefined;
    if (known.endsAtMs > Date.now()) return known.value;
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
