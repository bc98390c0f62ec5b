/** Loaded before every search: it must not import anything that loads slowly. */
import { lstatSync } from 'node:fs';
import { connect } from 'node:net';
import { resolve } from 'node:path';
import { defaultLibraryFolder } from '../../runtime/default-folders.js';
import { VERSION } from '../../version.js';
import { coloursFor } from '../output/colours.js';
import { hasHyperlinks } from '../output/results/hyperlinks.js';
import type { DaemonAnswer, DaemonReply, DaemonRequest } from './protocol.js';
import { socketPath } from './socket-path.js';

/** Options that only this process can obey. */
const NOT_FORWARDED = /^(--no-daemon|--help|-h|--open|--preview(=.*)?|--model(=.*)?)$/;

/** After this time the search runs in this process. */
const TIMEOUT_MS = 30_000;

/**
 * Sends a search to the process that serves its library, if there is one.
 * @param args from the command's name on
 * @returns `undefined` when there is none or when it declines: then the caller runs the search
 */
export async function askDaemon(args: readonly string[]): Promise<DaemonAnswer | undefined> {
  if ((args[0] !== 'search' && args[0] !== 'similar') || args.some((arg) => NOT_FORWARDED.test(arg))) return undefined;
  const library = findLibrary(args);
  const path = await socketPath(library);
  if (!isOurs(path)) return undefined;
  const { isTTY = false, columns = 80 } = process.stdout;
  const reply = await request(path, {
    version: VERSION,
    library,
    args: [...args],
    cwd: process.cwd(),
    stdout: { isTerminal: isTTY, columns, showsLinks: hasHyperlinks(process.stdout) },
    isColoured: coloursFor(process.stdout).isColorSupported,
  });
  return reply !== undefined && 'code' in reply ? reply : undefined;
}

/** Sends one request. `undefined` when nothing listens there or the reply is invalid. */
export function request(path: string, message: DaemonRequest): Promise<DaemonReply | undefined> {
  return new Promise((done) => {
    const socket = connect(path);
    let text = '';
    socket.setTimeout(TIMEOUT_MS, () => socket.destroy());
    socket.setEncoding('utf8');
    socket.on('connect', () => socket.write(`${JSON.stringify(message)}\n`));
    socket.on('data', (piece: string) => {
      text += piece;
      // The reply is one line.
      if (piece.endsWith('\n')) socket.destroy();
    });
    socket.on('error', () => done(undefined));
    socket.on('close', () => {
      try {
        done(text.endsWith('\n') ? (JSON.parse(text) as DaemonReply) : undefined);
      } catch {
        done(undefined);
      }
    });
  });
}

/** The folder of the library that a command line names. */
function findLibrary(args: readonly string[]): string {
  let named: string | undefined;
  args.forEach((arg, i) => {
    if (arg === '--library') named = args[i + 1] ?? named;
    else if (arg.startsWith('--library=')) named = arg.slice('--library='.length);
  });
  return named === undefined ? resolve(defaultLibraryFolder()) : resolve(named);
}

/** Whether the socket belongs to this user. Another user's socket (in a shared folder) would receive the queries. */
export function isOurs(path: string): boolean {
  if (process.platform === 'win32') return true;
  try {
    const stats = lstatSync(path);
    return stats.isSocket() && stats.uid === process.getuid?.();
  } catch {
    // There is none, or no folder for it: opening the library says what is wrong with that.
    return false;
  }
}
