import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { PhotoseekError } from '../errors.js';

/** Opens a file with the program the system has for it. Without a shell: a name is never a command. */
export async function openFile(path: string, platform: NodeJS.Platform = process.platform): Promise<void> {
  const [command, ...args] =
    platform === 'darwin' ? ['open', path] : platform === 'win32' ? ['explorer.exe', path] : ['xdg-open', path];
  const child = spawn(command as string, args, { stdio: 'ignore', detached: true, shell: false });
  try {
    await once(child, 'spawn');
  } catch (cause) {
    throw new PhotoseekError('path-not-found', `${command} could not be started: ${(cause as Error).message}.`, {
      hint: `Open it yourself: ${path}`,
      cause,
    });
  }
  child.unref();
}
