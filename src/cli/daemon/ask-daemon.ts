/** Loaded before every search: imports next to nothing. */
import { lstatSync } from 'node:fs';
import { connect } from 'node:net';
import { resolve } from 'node:path';
import pc from 'picocolors';
import { defaultLibraryFolder } from '../../runtime/default-folders.js';
import { VERSION } from '../../version.js';
import type { DaemonAnswer, DaemonReply, DaemonRequest } from './protocol.js';
import { socketPath } from './socket-path.js';

/** What only this process can do, or should. */
const NOT_FORWARDED = /^(--no-daemon|--help|-h|--open|--preview(=.*)?|--model(=.*)?)$/;

/** A process that takes longer to answer is not one that saves time. */
const PATIENCE_MS = 30_000;

/**
 * Has a search answered by the process that serves its library, if there is one.
 * @param args from the command's name on
 * @returns `undefined` when there is none, or when this is not for it: then the caller does the work
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
    stdout: { isTerminal: isTTY, columns },
    isColoured: pc.isColorSupported,
  });
  return reply !== undefined && 'code' in reply ? reply : undefined;
}

/** Asks once. `undefined` when nobody is there, or what comes is no answer. */
export function request(path: string, question: DaemonRequest): Promise<DaemonReply | undefined> {
  return new Promise((done) => {
    const socket = connect(path);
    let text = '';
    socket.setTimeout(PATIENCE_MS, () => socket.destroy());
    socket.setEncoding('utf8');
    socket.on('connect', () => socket.write(`${JSON.stringify(question)}\n`));
    socket.on('data', (piece: string) => {
      text += piece;
      // The one line is there: nothing else is waited for.
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

/** The folder of the library that a command line means. */
function findLibrary(args: readonly string[]): string {
  let named: string | undefined;
  args.forEach((arg, i) => {
    if (arg === '--library') named = args[i + 1] ?? named;
    else if (arg.startsWith('--library=')) named = arg.slice('--library='.length);
  });
  return named === undefined ? resolve(defaultLibraryFolder()) : resolve(named);
}

/** A socket of somebody else (in a shared folder) would learn what is searched for. */
export function isOurs(path: string): boolean {
  if (process.platform === 'win32') return true;
  const stats = lstatSync(path, { throwIfNoEntry: false });
  return stats?.isSocket() === true && stats.uid === process.getuid?.();
}
