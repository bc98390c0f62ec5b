/**
 * Scopes of a key: `search` allows searching and seeing photos, `index` also indexing, `admin` also managing roots and keys, and everything else.
 * `embed` allows turning texts and images into vectors, and nothing about the library. `sensitive` allows searching, and seeing the photos that a server with
 * `hideSensitive` hides from others.
 */
export type KeyScope = 'search' | 'index' | 'admin' | 'embed' | 'sensitive';

/** Every scope. */
export const KEY_SCOPES = ['search', 'index', 'admin', 'embed', 'sensitive'] as const satisfies readonly KeyScope[];

/** A key as it is listed: the secret itself is shown once, when it is made. */
export interface ApiKey {
  id: number;
  name: string;
  scopes: KeyScope[];
  /** Only photos below this folder can be seen with it; `null`: all. */
  folder: string | null;
  createdAtMs: number;
  lastUsedAtMs: number | null;
  revokedAtMs: number | null;
}

/** Makes, lists, revokes and checks keys. They are stored hashed. */
export interface KeyRing {
  /** @returns the key, and its secret, which cannot be had again */
  create(options: {
    name: string;
    scopes?: readonly KeyScope[];
    folder?: string;
  }): Promise<{ key: ApiKey; secret: string }>;
  /** Revoked ones, too. */
  list(): Promise<ApiKey[]>;
  /** @throws PhotoseekError `key-not-found` */
  revoke(id: number): Promise<void>;
  /** The key that a secret belongs to, unless it was revoked. Takes the same time whatever the secret. */
  check(secret: string): Promise<ApiKey | undefined>;
}
