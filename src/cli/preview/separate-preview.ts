import { PREVIEW_PROTOCOLS } from './protocols.js';

const VALUES: ReadonlySet<string> = new Set(['auto', ...PREVIEW_PROTOCOLS]);

/** `--preview pizza` is a preview of a search for pizza: a word that is no protocol is not the option's value. */
export function separatePreview(args: readonly string[]): string[] {
  const end = args.indexOf('--');
  return args.map((arg, i) => {
    const isOption = arg === '--preview' && (end === -1 || i < end);
    return isOption && !VALUES.has(args[i + 1] ?? '') ? '--preview=auto' : arg;
  });
}
