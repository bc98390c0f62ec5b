import { ApiError } from '../api/client.js';
import { getSuggestions } from '../api/search.js';
import type { Suggestion } from '../api/types.js';
import { useCompletions } from '../ui/use-completions.js';

let isAvailable = true;

async function ask(typed: string, signal: AbortSignal): Promise<readonly Suggestion[]> {
  return getSuggestions(typed, signal).then(
    ({ suggestions }) => suggestions,
    (failure: unknown) => {
      if (failure instanceof ApiError && failure.isMissingRoute) isAvailable = false;
      return [];
    },
  );
}

/** Completions of the query that is being typed. */
export function useSuggestions(typed: string, isWanted: boolean): readonly Suggestion[] {
  return useCompletions(typed, isWanted && isAvailable && typed.trim() !== '', 90, ask);
}
