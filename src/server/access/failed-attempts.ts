import { HttpError } from '../errors/problem.js';

const WINDOW_MS = 60_000;
const MAX_FAILURES = 20;
const MAX_CLIENTS = 10_000;

/** Slows down guessing of keys: after twenty invalid ones within a minute, an address must wait for the next minute. */
export class FailedAttempts {
  #windowEndsAtMs = 0;
  readonly #failures = new Map<string, number>();

  /** @throws HttpError `rate-limited` */
  check(client: string): void {
    const now = Date.now();
    if (now >= this.#windowEndsAtMs) {
      this.#failures.clear();
      this.#windowEndsAtMs = now + WINDOW_MS;
    }
    if ((this.#failures.get(client) ?? 0) < MAX_FAILURES) return;
    throw new HttpError('rate-limited', 'Too many invalid keys from this address.', {
      headers: { 'Retry-After': String(Math.ceil((this.#windowEndsAtMs - now) / 1000)) },
    });
  }

  add(client: string): void {
    if (this.#failures.size < MAX_CLIENTS || this.#failures.has(client)) {
      this.#failures.set(client, (this.#failures.get(client) ?? 0) + 1);
    }
  }
}
