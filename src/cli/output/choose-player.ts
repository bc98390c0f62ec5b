import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { basename, delimiter, extname, join } from 'node:path';
import type { FrameLocation } from '../../model/evidence.js';

/** A program and its arguments. */
export interface Player {
  command: readonly [program: string, ...args: string[]];
  /** Whether it begins at the place. */
  startsThere: boolean;
}

type Place = Pick<FrameLocation, 'atMs' | 'page'>;

/** Programs that can start at a time, in seconds, by the beginning of their names. */
const AT_TIME: Readonly<Record<string, (seconds: string) => string[]>> = {
  mpv: (seconds) => [`--start=${seconds}`],
  vlc: (seconds) => [`--start-time=${seconds}`],
  celluloid: (seconds) => [`--mpv-start=${seconds}`],
  iina: (seconds) => [`--mpv-start=${seconds}`],
  ffplay: (seconds) => ['-ss', seconds],
  mplayer: (seconds) => ['-ss', seconds],
  smplayer: (seconds) => ['-start', seconds],
};

/** Programs that can start at a page. */
const AT_PAGE: Readonly<Record<string, (page: string) => string[]>> = {
  evince: (page) => ['-i', page],
  okular: (page) => ['-p', page],
  zathura: (page) => ['-P', page],
};

/** Types of files for which Linux desktops are asked for a program; a film of another type is asked for as `video/mp4`. */
const MIME_TYPES: Readonly<Record<string, string>> = {
  ...{ '.pdf': 'application/pdf', '.mkv': 'video/x-matroska', '.webm': 'video/webm', '.avi': 'video/x-msvideo' },
  ...{ '.mov': 'video/quicktime', '.mpg': 'video/mpeg', '.wmv': 'video/x-ms-wmv', '.ogv': 'video/ogg' },
};

/** How long a desktop may take to name its program. */
const ASK_LIMIT_MS = 2000;

/**
 * The program that starts a file at a place: `PHOTOSEEK_PLAYER` for films, or the desktop's default program for the type where it is one that can start
 * there.
 * @returns `undefined`: the system's opener is to be used
 */
export async function choosePlayer(
  path: string,
  place: Place,
  platform: NodeJS.Platform,
  env: NodeJS.ProcessEnv = process.env,
): Promise<Player | undefined> {
  const named = place.atMs === null ? undefined : env['PHOTOSEEK_PLAYER'] || undefined;
  if (named !== undefined) {
    const start = listStartArguments(named, place);
    return { command: [named, ...(start ?? []), path], startsThere: start !== undefined };
  }
  if (platform === 'darwin' || platform === 'win32') return undefined;
  const program = await findDefaultProgram(path, env);
  const start = program === undefined ? undefined : listStartArguments(program, place);
  return program === undefined || start === undefined
    ? undefined
    : { command: [program, ...start, path], startsThere: true };
}

function listStartArguments(program: string, { atMs, page }: Place): string[] | undefined {
  const name = basename(program).toLowerCase();
  const known = atMs !== null ? AT_TIME : AT_PAGE;
  const [, toArguments] = Object.entries(known).find(([start]) => name.startsWith(start)) ?? [];
  if (atMs !== null) return toArguments?.((atMs / 1000).toFixed(1));
  return page === null ? undefined : toArguments?.(String(page));
}

/** The program that the desktop starts for a type: `vlc` of `vlc.desktop`, `celluloid` of `io.github.celluloid_player.Celluloid.desktop`. */
async function findDefaultProgram(path: string, env: NodeJS.ProcessEnv): Promise<string | undefined> {
  const type = MIME_TYPES[extname(path).toLowerCase()] ?? 'video/mp4';
  const entry = (await ask('xdg-mime', ['query', 'default', type], env)).trim().replace(/\.desktop$/, '');
  const name = entry.split('.').at(-1)?.toLowerCase() ?? '';
  return /^[\w-]+$/.test(name) && isOnPath(name, env) ? name : undefined;
}

function isOnPath(name: string, { PATH = '' }: NodeJS.ProcessEnv): boolean {
  return PATH.split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, name), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** The output of a program; empty where it is not there, fails or takes too long. */
function ask(program: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<string> {
  return new Promise((resolve) => {
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'ignore'], timeout: ASK_LIMIT_MS, env });
    let output = '';
    child.stdout.on('data', (text: Buffer) => {
      output += text;
    });
    child.once('error', () => resolve(''));
    child.once('close', () => resolve(output));
  });
}
