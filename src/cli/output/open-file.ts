import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { PhotoseekError } from '../../errors.js';
import type { FrameLocation } from '../../model/evidence.js';
import { choosePlayer } from './choose-player.js';

/**
 * Opens a file with the program of the user for it, at a moment or page where that program can start there. No shell is used, so that a file name is
 * never run as a command.
 * @returns whether it starts at the place; `true` without one
 */
export async function openFile(
  path: string,
  place?: Pick<FrameLocation, 'atMs' | 'page'>,
  platform: NodeJS.Platform = process.platform,
): Promise<boolean> {
  const player = place && (await choosePlayer(path, place, platform));
  const [command, ...args] =
    player?.command ??
    (platform === 'darwin' ? ['open', path] : platform === 'win32' ? ['explorer.exe', path] : ['xdg-open', path]);
  const child = spawn(command as string, args, { stdio: 'ignore', detached: true, shell: false });
  try {
    await once(child, 'spawn');
  } catch (cause) {
    throw new PhotoseekError('path-not-found', `Could not start ${command}: ${(cause as Error).message}.`, {
      hint:
        player === undefined ? `Open it yourself: ${path}` : `Set PHOTOSEEK_PLAYER to a program such as mpv or vlc.`,
      cause,
    });
  }
  child.unref();
  return place === undefined || (player?.startsThere ?? false);
}
