import { useCallback, useEffect, useState } from 'preact/hooks';
import { ApiError, describeFailure } from '../api/client.js';
import { whenBack } from '../state/connection.js';

/** State of a request to the server. */
export interface Asked<Answer> {
  /** The last one stays while the next is on its way. */
  answer: Answer | undefined;
  error: string;
  /** This server cannot answer such a question. */
  isMissing: boolean;
  isLoading: boolean;
  again: () => void;
}

/** Asks when the component appears, and whenever the key changes. `null`: not now. */
export function useAnswer<Answer>(
  key: string | null,
  question: (signal: AbortSignal) => Promise<Answer>,
): Asked<Answer> {
  const [count, setCount] = useState(0);
  const [asked, setAsked] = useState<Omit<Asked<Answer>, 'again'>>({
    answer: undefined,
    error: '',
    isMissing: false,
    isLoading: key !== null,
  });
  // The key says what the question depends on.
  useEffect(() => {
    if (key === null) return;
    const abort = new AbortController();
    setAsked((before) => ({ ...before, isLoading: true }));
    question(abort.signal).then(
      (answer) => {
        if (!abort.signal.aborted) setAsked({ answer, error: '', isMissing: false, isLoading: false });
      },
      (failure: unknown) => {
        if (abort.signal.aborted) return;
        if (failure instanceof ApiError && failure.isUnanswered) {
          // What is on the screen stays; the question is asked again when there is somebody to answer.
          whenBack(() => setCount((before) => before + 1), abort.signal);
          const error = describeFailure(failure);
          setAsked(({ answer }) => ({ answer, error: answer ? '' : error, isMissing: false, isLoading: false }));
          return;
        }
        const isMissing = failure instanceof ApiError && failure.isMissingRoute;
        setAsked({ answer: undefined, error: isMissing ? '' : describeFailure(failure), isMissing, isLoading: false });
      },
    );
    return () => abort.abort();
  }, [key, count]);
  return { ...asked, again: useCallback(() => setCount((before) => before + 1), []) };
}
