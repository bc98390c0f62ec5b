/** Loaded before every search: it must not import anything that loads slowly. */
import { readFileSync, readlinkSync } from 'node:fs';
import { fromNameBytes } from '../runtime/fs-path.js';

/** Stands for bytes that Node could not decode. */
const LOST = '\ufffd';

/**
 * Node decodes the command line and the current folder as UTF-8 and loses the bytes of names that are not. Where it did, they are read again
 * from `/proc` and put in their place in the form of `fs-path.ts`: what `--paths` prints can be given back. Systems without `/proc` have no
 * such names (macOS, Windows), or keep what Node made of them.
 */
export function restoreNames(): void {
  if (process.argv.some((arg) => arg.includes(LOST))) restoreArguments();
  const cwd = process.cwd();
  if (!cwd.includes(LOST)) return;
  const real = tryRead(() => readlinkSync('/proc/self/cwd', { encoding: 'buffer' }));
  // Relative paths are resolved with it by Node, too.
  if (real !== undefined) process.cwd = () => fromNameBytes(real);
}

function restoreArguments(): void {
  const bytes = tryRead(() => readFileSync('/proc/self/cmdline'));
  if (bytes === undefined) return;
  const args = splitAtZeros(bytes).slice(-process.argv.length);
  for (const [i, arg] of process.argv.entries()) {
    const raw = args[i];
    if (arg.includes(LOST) && raw?.toString('utf8') === arg) process.argv[i] = fromNameBytes(raw);
  }
}

/** Each argument ends with a zero byte. */
function splitAtZeros(bytes: Buffer): Buffer[] {
  const parts: Buffer[] = [];
  for (let start = 0, end = bytes.indexOf(0); end >= 0; start = end + 1, end = bytes.indexOf(0, start))
    parts.push(bytes.subarray(start, end));
  return parts;
}

function tryRead(read: () => Buffer): Buffer | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
