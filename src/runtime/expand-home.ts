import { homedir } from 'node:os';

/** `~` and what begins with `~/` lie in the home folder of the account that runs this process. The rest stays as it is: it may be typed on. */
export function expandHome(path: string): string {
  return /^~(?=[\\/]|$)/.test(path) ? `${homedir()}${path.slice(1)}` : path;
}
