import { timingSafeEqual } from 'node:crypto';
import { PhotoseekError } from '../../../errors.js';
import type { KeyRow } from '../../../store/tables/key-table.js';
import { hashSecret, toKey } from '../../keys.js';
import type { ApiKey, KeyRing } from '../../types/key-ring.js';
import type { PublishedCore } from './published-core.js';
import { readFresh } from './replica/reads.js';

/** The keys that libraries have published. They are made and revoked by the libraries. */
export class PublishedKeys implements KeyRing {
  readonly #core: PublishedCore;

  constructor(core: PublishedCore) {
    this.#core = core;
  }

  async create(): Promise<never> {
    return refuseChange();
  }

  async list(): Promise<ApiKey[]> {
    return (await this.#read()).map(toKey);
  }

  async revoke(): Promise<never> {
    return refuseChange();
  }

  async check(secret: string): Promise<ApiKey | undefined> {
    const hash = hashSecret(secret);
    // Every key is compared, whichever fits: how long it takes says nothing about the secret.
    let found: KeyRow | undefined;
    for (const row of await this.#read())
      if (row.hash.length === hash.length && timingSafeEqual(hash, row.hash) && row.revokedAtMs === null) found = row;
    return found && toKey(found);
  }

  /** Asked for each request: one that was revoked, and published, lets nobody in. */
  async #read(): Promise<KeyRow[]> {
    this.#core.assertOpen();
    // Ids are those of libraries: here, each key has one of its own.
    const sql = `SELECT (row_number() OVER (ORDER BY library_id, id))::int AS id, name, hash, scopes, folder, created_at_ms AS "createdAtMs",
         NULL AS "lastUsedAtMs", revoked_at_ms AS "revokedAtMs" FROM photoseek.api_key ORDER BY library_id, id`;
    return readFresh(this.#core.source, (database) => database.query<KeyRow>(sql));
  }
}

function refuseChange(): never {
  throw new PhotoseekError(
    'library-unwritable',
    'Keys of published libraries are made and revoked where the library is.',
    {
      hint: 'There: photoseek keys create NAME, then photoseek publish ADDRESS --keys',
    },
  );
}
