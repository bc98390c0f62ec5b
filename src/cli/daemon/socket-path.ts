/** Loaded before every search: it must not import anything that loads slowly. */
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The limit of a socket's path: 104 bytes on macOS, 108 on Linux, including a zero byte. */
const MAX_BYTES = 103;

/**
 * The socket of the process that serves a library: a Unix socket in the library's folder that only its owner may use, or in the folder for
 * temporary files where the path would be too long; on Windows, a named pipe.
 */
export async function socketPath(library: string): Promise<string> {
  if (process.platform === 'win32') return `\\\\.\\pipe\\photoseek-${await toName(library)}`;
  const path = join(library, 'photoseek.sock');
  if (Buffer.byteLength(path) <= MAX_BYTES) return path;
  return join(tmpdir(), `photoseek-${process.getuid?.() ?? 0}-${await toName(library)}.sock`);
}

/** The module is loaded on use: it takes some milliseconds. */
async function toName(library: string): Promise<string> {
  const { createHash } = await import('node:crypto');
  return createHash('sha256').update(library).digest('hex').slice(0, 24);
}
