import { createHash } from 'node:crypto';
import { PhotoseekError } from '../../errors.js';
import { Lru } from '../../runtime/lru.js';

/** Those who watch a server are few. */
const MAX_CLIENTS = 20;

/** A key that was revoked meanwhile reads no more after this. */
const KNOWN_FOR_MS = 3_600_000;

/**
 * Who was let in lately, for what is about the process and no photo: keys of published libraries lie in their database, and metrics are needed most while
 * that is away.
 */
export class KnownClients<Identity> {
  readonly #clients = new Lru<string, { identity: Identity; atMs: number }>(MAX_CLIENTS);

  /**
   * @param credentials all that the client sends to be let in
   * @param authorise throws for clients that are not let in
   */
  async letIn(credentials: string, authorise: () => Promise<Identity>): Promise<Identity> {
    // The secret itself is not kept.
    const client = createHash('sha256').update(credentials).digest('hex');
    try {
      const identity = await authorise();
      this.#clients.set(client, { identity, atMs: Date.now() });
      return identity;
    } catch (error) {
      const known = this.#clients.get(client);
      const isAway = error instanceof PhotoseekError && error.code === 'engine-unreachable';
      if (isAway && known !== undefined && Date.now() - known.atMs < KNOWN_FOR_MS) return known.identity;
      // Of a key that was revoked before the outage, too.
      if (!isAway) this.#clients.delete(client);
      throw error;
    }
  }
}
