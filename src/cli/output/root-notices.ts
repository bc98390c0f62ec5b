import type { Root } from '../../library/types/descriptions.js';
import type { Library } from '../../library/types/library.js';
import { printable } from './printable.js';
import { quoteForShell } from './quote-for-shell.js';

/** Notices about roots that cannot be reached now, a sentence or two each. */
export async function listRootNotices(library: Pick<Library, 'roots'>): Promise<string[]> {
  return (await library.roots()).flatMap((root) => explainMissing(root) ?? []);
}

/** Why a root is missing and what can be done; `undefined` when it is there. */
export function explainMissing({ path, isMissing, movedTo, files }: Root): string | undefined {
  if (!isMissing || files === 0) return undefined;
  const shown = printable(path);
  if (movedTo === null)
    return `${shown} is unreachable; its ${countFiles(files)} stay in the library and are in no group of duplicates.`;
  return `${shown} is unreachable and looks moved to ${printable(movedTo)}. To forget its old place: photoseek roots remove ${quoteForShell(shown)}`;
}

/** `1 file`, `3 files`. */
export function countFiles(count: number): string {
  return count === 1 ? '1 file' : `${count} files`;
}
