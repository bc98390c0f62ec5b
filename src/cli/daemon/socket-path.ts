/** Loaded before every search: imports next to nothing. */
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What a socket's path may be long: 104 bytes on macOS, 108 on Linux, with a zero byte at the end. */
const MAX_BYTES = 103;

/**
 * Where the process that serves a library can be asked: a Unix socket in the library's folder that only its owner may use. In the folder for
 * temporary files when the path would be too long; on Windows, a named pipe.
 */
export async function socketPath(library: string): Promise<string> {
  if (process.platform === 'win32') return `\\\\.\\pipe\\photoseek-${await toName(library)}`;
  const path = join(library, 'photoseek.sock');
  if (Buffer.byteLength(path) <= MAX_BYTES) return path;
  return join(tmpdir(), `photoseek-${process.getuid?.() ?? 0}-${await toName(library)}.sock`);
}

/** Loaded when it is needed only: it takes some milliseconds. */
async function toName(library: string): Promise<string> {
  const { createHash } = await import('node:crypto');
  return createHash('sha256').update(library).digest('hex').slice(0, 24);
}
