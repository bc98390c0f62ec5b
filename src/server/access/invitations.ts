import { createHash, randomBytes } from 'node:crypto';

/** How long a code lets in. */
export const INVITATION_MS = 5 * 60_000;

/** Beyond this the oldest one ends. */
const MAX_INVITATIONS = 100;

/** Codes that let another device in once, with the key of whoever asked for one. In memory, hashed, like sessions. */
export class Invitations {
  readonly #byHash = new Map<string, { keyId: number; endsAtMs: number }>();

  /** @returns the code for the other device */
  begin(keyId: number): { code: string; expiresAtMs: number } {
    const code = randomBytes(24).toString('base64url');
    const [oldest] = this.#byHash.keys();
    if (this.#byHash.size >= MAX_INVITATIONS && oldest !== undefined) this.#byHash.delete(oldest);
    const endsAtMs = Date.now() + INVITATION_MS;
    this.#byHash.set(hash(code), { keyId, endsAtMs });
    return { code, expiresAtMs: endsAtMs };
  }

  /** Id of the key of a code, which is used up. */
  take(code: string): number | undefined {
    const invitation = this.#byHash.get(hash(code));
    this.#byHash.delete(hash(code));
    return invitation !== undefined && invitation.endsAtMs > Date.now() ? invitation.keyId : undefined;
  }
}

function hash(code: string): string {
  return createHash('sha256').update(code).digest('base64');
}
