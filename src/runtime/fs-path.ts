/**
 * Paths as text, even where a name is not valid UTF-8 (disks written by older systems hold such names). A byte that is no part of a valid
 * character stands as one character of U+EF80…U+EFFF, its value minus 0x80 beyond the first; this is MirBSD's OPTU convention. Names that hold
 * such characters for real are escaped too, so that the way back is exact.
 */

import { realpath } from 'node:fs/promises';
import { relative, sep } from 'node:path';

const ESCAPE_START = 0xef80;
const ESCAPED = /[\uef80-\uefff]/;

/** A name as the system gives it in bytes. */
export function fromNameBytes(bytes: Buffer): string {
  const text = bytes.toString('utf8');
  if (!text.includes('\ufffd') && !ESCAPED.test(text)) return text;
  let result = '';
  for (let i = 0; i < bytes.length; ) {
    const length = characterLength(bytes, i);
    const character = length === 0 ? '' : bytes.toString('utf8', i, i + length);
    if (length === 0 || ESCAPED.test(character)) {
      const end = i + Math.max(1, length);
      for (; i < end; i++) result += escapeByte(bytes[i] as number);
    } else {
      result += character;
      i += length;
    }
  }
  return result;
}

/** A path as the file system takes it: the text itself, or bytes where a name in it is not valid UTF-8. */
export function toFsPath(path: string): string | Buffer {
  if (!ESCAPED.test(path)) return path;
  const parts: Buffer[] = [];
  for (const character of path) {
    const code = character.codePointAt(0) as number;
    const isEscape = code >= ESCAPE_START && code <= ESCAPE_START + 0x7f;
    parts.push(isEscape ? Buffer.from([code - ESCAPE_START + 0x80]) : Buffer.from(character, 'utf8'));
  }
  return Buffer.concat(parts);
}

/**
 * A text that is no path, such as a title, in the form that {@link toFsPath} takes: a line that holds both leaves the program as the bytes
 * of each.
 */
export function escapeText(text: string): string {
  return ESCAPED.test(text) ? fromNameBytes(Buffer.from(text)) : text;
}

/** For JSON, beside a path: the base64 of its bytes where a name in it is not valid UTF-8; nothing otherwise. */
export function pathBytes(path: string): { pathBytes?: string } {
  const bytes = toFsPath(path);
  return typeof bytes === 'string' ? {} : { pathBytes: bytes.toString('base64') };
}

/** The same for something that names one path. */
export function withPathBytes<Item extends { path: string }>(item: Item): Item & { pathBytes?: string } {
  return { ...item, ...pathBytes(item.path) };
}

/**
 * The same for a list: one entry per path, in its order, `null` for valid UTF-8; `undefined` when there is none that is not. Lists of paths are
 * nearly always plain, so that nothing is added to them.
 */
export function listPathBytes(paths: readonly string[]): (string | null)[] | undefined {
  if (!paths.some((path) => ESCAPED.test(path))) return undefined;
  return paths.map((path) => pathBytes(path).pathBytes ?? null);
}

/** A path below a folder, relative to it, with `/` between its parts on any system. */
export function toRelativeName(folder: string, path: string): string {
  return relative(folder, path).split(sep).join('/');
}

/** The real path of a file or folder. @throws a system error */
export async function toRealPath(path: string): Promise<string> {
  return fromNameBytes(await realpath(toFsPath(path), { encoding: 'buffer' }));
}

function escapeByte(byte: number): string {
  return byte < 0x80 ? String.fromCharCode(byte) : String.fromCharCode(ESCAPE_START + byte - 0x80);
}

/** Bytes of the valid UTF-8 character at a place; 0 when there is none. */
function characterLength(bytes: Buffer, at: number): number {
  const first = bytes[at] as number;
  const length = first < 0x80 ? 1 : first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0;
  if (length === 0 || at + length > bytes.length) return 0;
  // Overlong forms and surrogates decode to the replacement character, which a name may also hold for real.
  const slice = bytes.subarray(at, at + length);
  return Buffer.from(slice.toString('utf8'), 'utf8').equals(slice) ? length : 0;
}
