import { hostname } from 'node:os';
import { pathToFileURL } from 'node:url';
import { toFsPath } from '../../../runtime/fs-path.js';

/** Terminals that show links, by the name in their environment, each from a version on. */
const BY_PROGRAM: Readonly<Record<string, number>> = {
  'iTerm.app': 3.1,
  WezTerm: 0,
  vscode: 1.72,
  ghostty: 0,
  rio: 0,
  Tabby: 0,
  zed: 0,
  // It passes links on to the terminal around it.
  tmux: 3.4,
};

/** The first version of VTE (GNOME and many others) whose links work, as it announces itself: 0.50.1. */
const FIRST_VTE = 5001;

/**
 * Whether names in the output can be links (OSC 8): only on a terminal that is known for it, or where `FORCE_HYPERLINK` is set; never in pipes and
 * files, nor where `NO_COLOR` asks for plain text.
 */
export function hasHyperlinks(stream: { isTTY?: boolean }, env: NodeJS.ProcessEnv = process.env): boolean {
  const { FORCE_HYPERLINK: force = '', NO_COLOR: no = '', TERM: term = '' } = env;
  if (stream.isTTY !== true || no !== '' || term === 'dumb') return false;
  if (force !== '') return force !== '0';
  const { TERM_PROGRAM: program = '', TERM_PROGRAM_VERSION: version = '' } = env;
  const first = Object.hasOwn(BY_PROGRAM, program) ? BY_PROGRAM[program] : undefined;
  if (first !== undefined) return isFrom(version, first);
  if (/^(tmux|screen)/.test(term)) return false;
  if (/kitty|alacritty|foot|ghostty|contour|wezterm/.test(term)) return true;
  const { WT_SESSION: windows, KITTY_WINDOW_ID: kitty, DOMTERM: domterm, KONSOLE_VERSION: konsole } = env;
  return [windows, kitty, domterm, konsole].some((value) => value) || Number(env['VTE_VERSION'] ?? 0) >= FIRST_VTE;
}

/** Compares the first two numbers of versions: 3.10 is later than 3.4. */
function isFrom(version: string, first: number): boolean {
  const [major = 0, minor = 0] = version.split('.').map((part) => Number.parseInt(part, 10) || 0);
  const [leastMajor = 0, leastMinor = 0] = String(first).split('.').map(Number);
  return first === 0 || major > leastMajor || (major === leastMajor && minor >= leastMinor);
}

/** A text that opens a file when it is clicked. */
export function linkToFile(text: string, path: string): string {
  return `\x1b]8;;${toFileUrl(path)}\x1b\\${text}\x1b]8;;\x1b\\`;
}

/** With the bytes of the path on disk, and the name of this machine, by which a terminal recognises files that lie on another. */
function toFileUrl(path: string): string {
  if (process.platform === 'win32') return pathToFileURL(path).href;
  const encoded = [...Buffer.from(toFsPath(path))]
    .map((byte) => {
      const character = String.fromCharCode(byte);
      return /[\w./~-]/.test(character) ? character : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
    })
    .join('');
  return `file://${hostname()}${encoded}`;
}
