import type { KeyScope } from '../../library/types.js';

/** Who asks, as far as it matters. */
export interface Identity {
  /** `null` where no key is needed: the person whose machine this is. */
  key: { id: number; name: string } | null;
  scopes: readonly KeyScope[];
  /** Only photos below it exist; `null`: all. */
  folder: string | null;
}

/** Whoever asks where no key is needed. */
export const OWNER: Identity = { key: null, scopes: ['search', 'index', 'admin'], folder: null };
