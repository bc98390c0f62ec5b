import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { resolve } from 'node:path';
import { PhotoseekError } from '../errors.js';
import { checkOptions } from '../runtime/check-arguments.js';
import { toRealPath } from '../runtime/fs-path.js';
import type { KeyRow, KeyTable } from '../store/tables/key-table.js';
import { KEY_OPTIONS } from './argument-shapes.js';
import type { LibraryCore } from './core.js';
import { type ApiKey, KEY_SCOPES, type KeyRing, type KeyScope } from './types/key-ring.js';

/** Of `search`, `index` and `admin`, each allows what stands before it, too; `admin` allows all, `sensitive` searching. */
const ALLOWS: Readonly<Record<KeyScope, readonly KeyScope[]>> = {
  search: ['search'],
  index: ['search', 'index'],
  admin: KEY_SCOPES,
  embed: ['embed'],
  sensitive: ['search', 'sensitive'],
};

/** Makes a key known as one of photoseek's to people and to programs that look for leaked secrets. */
const PREFIX = 'psk_';
const SECRET_BYTES = 32;
const MAX_NAME = 100;

/** When a key was used is written down this often at most. */
const MARK_EVERY_MS = 60_000;

/** Says whether the library may be read, or written to. */
type Guards = Pick<LibraryCore, 'assertOpen' | 'assertWritable'>;

/** The keys of a library; see `KeyRing`. */
export class Keys implements KeyRing {
  readonly #table: KeyTable;
  readonly #core: Guards;

  constructor(table: KeyTable, core: Guards) {
    this.#table = table;
    this.#core = core;
  }

  async create(options: { name: string; scopes?: readonly KeyScope[]; folder?: string }) {
    checkOptions('keys.create()', options, KEY_OPTIONS, 'Write keys.create({ name: "tablet" }).');
    this.#core.assertWritable();
    const name = checkName(options.name);
    const scopes = widen(options.scopes ?? ['search']);
    const folder = options.folder === undefined ? null : await findFolder(options.folder);
    if (folder !== null && scopes.includes('index')) {
      throw new PhotoseekError(
        'bad-argument',
        'A key for one folder can only search and embed: indexing and roots concern the whole library.',
      );
    }
    const secret = PREFIX + randomBytes(SECRET_BYTES).toString('base64url');
    this.#core.assertWritable();
    const row = this.#table.add({
      name,
      hash: hashSecret(secret),
      scopes: scopes.join(' '),
      folder,
      createdAtMs: Date.now(),
    });
    return { key: toKey(row), secret };
  }

  async list(): Promise<ApiKey[]> {
    this.#core.assertOpen();
    return this.#table.list().map(toKey);
  }

  async revoke(id: number): Promise<void> {
    this.#core.assertWritable();
    if (Number.isSafeInteger(id) && this.#table.revoke(id, Date.now())) return;
    throw new PhotoseekError('key-not-found', `There is no key ${id}.`, {
      hint: 'photoseek keys list shows all.',
      details: { id },
    });
  }

  async check(secret: string): Promise<ApiKey | undefined> {
    this.#core.assertOpen();
    const hash = hashSecret(secret);
    // Every key is compared, whichever fits: how long it takes says nothing about the secret.
    let found: KeyRow | undefined;
    for (const row of this.#table.list()) {
      const isEqual = timingSafeEqual(hash, row.hash);
      if (isEqual && row.revokedAtMs === null) found = row;
    }
    if (found !== undefined) this.#markUsed(found);
    return found && toKey(found);
  }

  #markUsed(row: KeyRow): void {
    const now = Date.now();
    if (row.lastUsedAtMs !== null && now - row.lastUsedAtMs < MARK_EVERY_MS) return;
    try {
      this.#table.markUsed(row.id, now);
    } catch {
      // A catalogue that cannot be written to just now is no reason to shut anybody out.
    }
  }
}

/** What is stored of a secret. */
export function hashSecret(secret: string): Buffer {
  return createHash('sha256').update(String(secret), 'utf8').digest();
}

function checkName(name: unknown): string {
  const trimmed = typeof name === 'string' ? name.trim() : '';
  if (trimmed !== '' && trimmed.length <= MAX_NAME) return trimmed;
  throw new PhotoseekError('bad-argument', `A key needs a name of at most ${MAX_NAME} characters.`, {
    hint: 'Name it for who uses it, for example: tablet',
  });
}

/** `['admin']` → all of them, in the order of `KEY_SCOPES`. */
function widen(scopes: readonly KeyScope[]): KeyScope[] {
  if (scopes.length === 0 || scopes.some((scope) => !KEY_SCOPES.includes(scope))) {
    throw new PhotoseekError(
      'bad-argument',
      `A scope must be one of ${KEY_SCOPES.join(', ')}, got ${scopes.join(' ') || 'none'}.`,
    );
  }
  const allowed = new Set(scopes.flatMap((scope) => ALLOWS[scope]));
  return KEY_SCOPES.filter((scope) => allowed.has(scope));
}

/** The catalogue knows files by their real paths. */
async function findFolder(folder: string): Promise<string> {
  const absolute = resolve(folder);
  return toRealPath(absolute).catch((cause) => {
    throw new PhotoseekError('path-not-found', `There is no folder ${absolute}.`, {
      cause,
      details: { path: absolute },
    });
  });
}

export function toKey({ id, name, scopes, folder, createdAtMs, lastUsedAtMs, revokedAtMs }: KeyRow): ApiKey {
  // Widened again: keys were stored before there were the scopes `embed` and `sensitive`.
  return { id, name, scopes: widen(scopes.split(' ') as KeyScope[]), folder, createdAtMs, lastUsedAtMs, revokedAtMs };
}
