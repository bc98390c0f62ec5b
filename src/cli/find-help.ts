/** Loaded before every search: it must not import anything that loads slowly. */
import { readFileSync } from 'node:fs';
import { VERSION } from '../version.js';

/** The help of commands by their names (`models use`; the program's own by an empty one); the build writes it. */
const FILE = new URL('./command/help.json', import.meta.url);

/**
 * The answer to a command line that asks for help or for the version and for nothing else. It is a file of the package: to make it of the
 * declarations of all commands takes as long as starting Node.
 * @param args from the name of the command on
 * @returns `undefined` for any other command line
 */
export function findHelp(args: readonly string[]): string | undefined {
  if (args.length === 1 && (args[0] === '--version' || args[0] === '-V')) return `${VERSION}\n`;
  const last = args.at(-1);
  const words = args[0] === 'help' ? args.slice(1) : args.slice(0, -1);
  const isAsked = args[0] === 'help' || last === '--help' || last === '-h';
  // Words of a query and options may be part of it.
  if (!isAsked || words.length > 2) return undefined;
  try {
    const texts = JSON.parse(readFileSync(FILE, 'utf8')) as Record<string, string>;
    const name = words.join(' ');
    return Object.hasOwn(texts, name) ? texts[name] : undefined;
  } catch {
    return undefined;
  }
}
