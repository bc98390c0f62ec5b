import { extname } from 'node:path';
import { listExtensions } from '../../media/identify/formats.js';
import { IDENTIFY_BYTES, type Identity, identify } from '../../media/identify/identify.js';
import { openToRead } from '../../media/worker/read-file.js';
import { type ContentKind, KIND_NAMES, type KindName } from '../../model/content-kind.js';

/** The kinds of contents that are taken, by the endings of names and the first bytes of files. */
export class WantedKinds {
  readonly #kinds: ReadonlySet<ContentKind>;
  readonly #endings: ReadonlySet<string>;
  readonly #otherEndings: ReadonlySet<string>;

  constructor(names: readonly KindName[]) {
    this.#kinds = new Set(names.map((name) => KIND_NAMES[name]));
    this.#endings = listExtensions(({ kind }) => this.#kinds.has(kind));
    this.#otherEndings = listExtensions(({ kind }) => !this.#kinds.has(kind));
  }

  /** Whether a name ends as those of another kind do. */
  isUnwanted(path: string): boolean {
    return this.#otherEndings.has(extname(path).toLowerCase());
  }

  /** Files with the ending of a wanted kind are tried, whatever they hold; others are identified by their first bytes. */
  async mayInclude(path: string): Promise<boolean> {
    if (this.#endings.has(extname(path).toLowerCase())) return true;
    const identity = await identifyFile(path);
    return identity !== null && this.#kinds.has(identity.kind);
  }
}

/** By the first bytes of a file; `null` when they are of no kind or cannot be read: such a file is not reported as a missing photo. */
async function identifyFile(path: string): Promise<Identity | null> {
  const handle = await openToRead(path).catch(() => undefined);
  if (handle === undefined) return null;
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(IDENTIFY_BYTES), 0, IDENTIFY_BYTES, 0);
    return await identify(buffer.subarray(0, bytesRead));
  } catch {
    return null;
  } finally {
    await handle.close();
  }
}
