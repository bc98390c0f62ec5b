import { getFolders } from '../api/library.js';
import { useCompletions } from '../ui/use-completions.js';

const ask = (typed: string, signal: AbortSignal) => getFolders(typed, signal).then(({ folders }) => folders);

/** Folders of the server's machine whose path begins with what is typed. */
export function useFolders(typed: string, isWanted: boolean): readonly string[] {
  return useCompletions(typed, isWanted && typed !== '', 120, ask);
}
