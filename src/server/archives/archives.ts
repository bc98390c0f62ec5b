import { randomBytes } from 'node:crypto';
import { HttpError } from '../errors/problem.js';

/** How long an archive can be downloaded. */
export const ARCHIVE_MS = 15 * 60_000;

/** Beyond this the oldest one is forgotten. */
const MAX_ARCHIVES = 100;

/** Photos that somebody chose, to be downloaded as one file. */
export interface Archive {
  id: string;
  photoIds: readonly number[];
  expiresAtMs: number;
}

/** Archives that were asked for, in memory: lists of ids, nothing of the files. They are checked again when they are sent. */
export class Archives {
  readonly #byId = new Map<string, Archive & { keyId: number | null }>();

  /** @param keyId of the client; `null`: no key is required */
  add(photoIds: readonly number[], keyId: number | null): Archive {
    const [oldest] = this.#byId.keys();
    if (this.#byId.size >= MAX_ARCHIVES && oldest !== undefined) this.#byId.delete(oldest);
    const id = randomBytes(16).toString('base64url');
    const archive = { id, photoIds, keyId, expiresAtMs: Date.now() + ARCHIVE_MS };
    this.#byId.set(id, archive);
    return archive;
  }

  /**
   * The archive, for the key that it was made with.
   * @throws HttpError `archive-not-found`
   */
  get(id: string, keyId: number | null): Archive {
    const archive = this.#byId.get(id);
    if (archive !== undefined && archive.keyId === keyId && archive.expiresAtMs > Date.now()) return archive;
    throw new HttpError('archive-not-found', 'There is no such archive, or it was made too long ago.', {
      hint: 'Make another one.',
    });
  }
}
