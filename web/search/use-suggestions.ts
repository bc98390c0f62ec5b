import { useEffect, useState } from 'preact/hooks';
import { ApiError } from '../api/client.js';
import { getSuggestions } from '../api/search.js';
import type { Suggestion } from '../api/types.js';

/** Typing faster than this asks nothing. */
const PAUSE_MS = 90;

let isAvailable = true;

/** Completions of what is being typed. Without an answer there are none: they are a help, not a need. */
export function useSuggestions(typed: string, isWanted: boolean): readonly Suggestion[] {
  const [suggestions, setSuggestions] = useState<readonly Suggestion[]>([]);
  useEffect(() => {
    if (!isWanted || !isAvailable || typed.trim() === '') {
      setSuggestions([]);
      return;
    }
    const abort = new AbortController();
    const timer = window.setTimeout(() => {
      getSuggestions(typed, abort.signal).then(
        (answer) => {
          if (!abort.signal.aborted) setSuggestions(answer.suggestions);
        },
        (failure: unknown) => {
          if (failure instanceof ApiError && failure.isMissingRoute) isAvailable = false;
          if (!abort.signal.aborted) setSuggestions([]);
        },
      );
    }, PAUSE_MS);
    return () => {
      window.clearTimeout(timer);
      abort.abort();
    };
  }, [typed, isWanted]);
  return suggestions;
}
