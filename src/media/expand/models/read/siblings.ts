import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { toFsPath, toRealPath } from '../../../../runtime/fs-path.js';
import { MAX_MODEL_BYTES, modelTooLarge } from '../mesh/limits.js';

/** A model may name so many files; one that names more names nothing that is drawn. */
const MAX_FILES = 1024;

/** Links were followed already; a pipe without a writer would make an ordinary opening wait for ever. */
const FLAGS = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOFOLLOW ?? 0);

/** The files that a model names: those in its own folder and in folders below it, and no others. */
export class Siblings {
  readonly #folder: string | null;
  readonly #found = new Map<string, Promise<Uint8Array | null>>();
  #remainingBytes = MAX_MODEL_BYTES;

  /** @param path the model's file; `null` for contents that came as bytes, beside which there is nothing */
  constructor(path: string | null) {
    this.#folder = path === null ? null : dirname(path);
  }

  /**
   * Reads a file. Models are made on other machines: a name may be an address of the web, a path of another computer or an attempt to read what
   * is none of its business.
   * @param name as it stands in the model
   * @returns `null` when it is not there or outside of the folder
   * @throws PhotoseekError `image-too-large` when the files of a model are larger than a model may be
   */
  async find(name: string): Promise<Uint8Array | null> {
    const inside = toInnerPath(name);
    if (inside === null || this.#folder === null) return null;
    const known = this.#found.get(inside);
    if (known !== undefined) return known;
    if (this.#found.size >= MAX_FILES) return null;
    const reading = this.#read(this.#folder, inside);
    this.#found.set(inside, reading);
    return reading;
  }

  async #read(folder: string, inside: string): Promise<Uint8Array | null> {
    const path = await resolveInside(folder, inside);
    if (path === null) return null;
    const handle = await open(toFsPath(path), FLAGS).catch(() => null);
    if (handle === null) return null;
    try {
      const stats = await handle.stat();
      if (!stats.isFile()) return null;
      if (stats.size > this.#remainingBytes) {
        throw modelTooLarge(
          'bytes in the files it names',
          MAX_MODEL_BYTES,
          MAX_MODEL_BYTES - this.#remainingBytes + stats.size,
        );
      }
      this.#remainingBytes -= stats.size;
      const bytes = Buffer.alloc(stats.size);
      // Of a file that grows, what it had at first; of one that shrinks, what is there.
      const { bytesRead } = await handle.read(bytes, 0, stats.size, 0);
      return bytes.subarray(0, bytesRead);
    } finally {
      await handle.close();
    }
  }
}

/** A relative path with this system's separators, or `null` for what leaves the folder or is none. */
export function toInnerPath(name: string): string | null {
  const parts = name.replaceAll('\\', '/').split('/');
  const isOutside = name === '' || parts[0] === '' || parts.some((part) => part === '..' || part.includes('\0'));
  // A colon is a drive letter, a scheme, or a stream of NTFS.
  return isOutside || name.includes(':') ? null : parts.filter((part) => part !== '.' && part !== '').join(sep) || null;
}

/** Follows links; what they lead to must be inside as well. */
async function resolveInside(folder: string, inside: string): Promise<string | null> {
  try {
    const root = await toRealPath(folder);
    const path = await toRealPath(join(root, inside));
    const way = relative(root, path);
    return way === '' || way.startsWith(`..${sep}`) || way === '..' || join(root, way) !== path ? null : path;
  } catch {
    return null;
  }
}
