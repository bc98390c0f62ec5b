import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { PhotoseekError } from '../../errors.js';

/** Opens a file with the system's program for it. No shell is used, so that a file name is never run as a command. */
export async function openFile(path: string, platform: NodeJS.Platform = process.platform): Promise<void> {
  const [command, ...args] =
    platform === 'darwin' ? ['open', path] : platform === 'win32' ? ['explorer.exe', path] : ['xdg-open', path];
  const child = spawn(command as string, args, { stdio: 'ignore', detached: true, shell: false });
  try {
    await once(child, 'spawn');
  } catch (cause) {
    throw new PhotoseekError('path-not-found', `Could not start ${command}: ${(cause as Error).message}.`, {
      hint: `Open it yourself: ${path}`,
      cause,
    });
  }
  child.unref();
}
