import { Tokens } from '../access/tokens.js';
import { HttpError } from '../errors/problem.js';

/** How long an archive can be downloaded. */
const ARCHIVE_MS = 15 * 60_000;

/** Photos that somebody chose, to be downloaded as one file. */
export interface Archive {
  id: string;
  expiresAtMs: number;
}

/** Archives that were asked for, in memory: lists of ids, nothing of the files. They are checked again when they are sent. */
export class Archives {
  readonly #tokens = new Tokens<{ photoIds: readonly number[]; keyId: number | null }>({
    bytes: 16,
    lifetimeMs: ARCHIVE_MS,
    most: 100,
  });

  /** @param keyId of the client; `null`: no key is required */
  add(photoIds: readonly number[], keyId: number | null): Archive {
    const { token, endsAtMs } = this.#tokens.begin({ photoIds, keyId });
    return { id: token, expiresAtMs: endsAtMs };
  }

  /**
   * The photos of an archive, for the key that it was made with.
   * @throws HttpError `archive-not-found`
   */
  listPhotoIds(id: string, keyId: number | null): readonly number[] {
    const archive = this.#tokens.find(id);
    if (archive?.keyId === keyId) return archive.photoIds;
    throw new HttpError('archive-not-found', 'There is no such archive, or it was made too long ago.', {
      hint: 'Make another one.',
    });
  }
}
