import { useEffect, useState } from 'preact/hooks';

/**
 * Completions of what is being typed. Without an answer there are none: they are a help, not a need.
 * @param isWanted whether to ask for any
 * @param pauseMs typing faster than this asks nothing
 */
export function useCompletions<Completion>(
  typed: string,
  isWanted: boolean,
  pauseMs: number,
  ask: (typed: string, signal: AbortSignal) => Promise<readonly Completion[]>,
): readonly Completion[] {
  const [completions, setCompletions] = useState<readonly Completion[]>([]);
  useEffect(() => {
    if (!isWanted) {
      setCompletions([]);
      return;
    }
    const abort = new AbortController();
    const timer = window.setTimeout(() => {
      ask(typed, abort.signal)
        .catch(() => [])
        .then((answer) => {
          if (!abort.signal.aborted) setCompletions(answer);
        });
    }, pauseMs);
    return () => {
      window.clearTimeout(timer);
      abort.abort();
    };
  }, [typed, isWanted]);
  return completions;
}
