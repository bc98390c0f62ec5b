import { useCallback, useEffect, useState } from 'preact/hooks';
import { describeFailure } from '../api/client.js';
import { cancelJob, followJob, getJobs } from '../api/library.js';
import type { FileFailure, IndexEvent, Job } from '../api/types.js';
import { forgetResultLists } from '../results/use-result-list.js';
import { refreshLibraryStatus } from '../state/library-status.js';

/** An index run as it goes. */
export interface RunningJob {
  job: Job | null;
  /** The newest event that says how far it is. */
  event: IndexEvent | null;
  /** The last files that could not be read. */
  failures: readonly FileFailure[];
  error: string;
  isRunning: boolean;
  /** @returns whether it was started */
  start: (begin: () => Promise<Job>) => Promise<boolean>;
  cancel: () => void;
}

const MAX_FAILURES = 50;

/** The index run of this server, followed live: one that is going on already, or one that is started here. */
export function useJob(onEnd: (job: Job | undefined) => void): RunningJob {
  const [job, setJob] = useState<Job | null>(null);
  const [event, setEvent] = useState<IndexEvent | null>(null);
  const [failures, setFailures] = useState<readonly FileFailure[]>([]);
  const [error, setError] = useState('');

  useEffect(() => {
    const abort = new AbortController();
    getJobs(abort.signal).then(
      ({ jobs }) => {
        const running = jobs.find(({ state }) => state === 'running');
        if (!abort.signal.aborted && running !== undefined) setJob(running);
      },
      () => {
        // Without the right to see runs, or a server without them, there is none to follow.
      },
    );
    return () => abort.abort();
  }, []);

  // Another run is another job.
  useEffect(() => {
    if (job?.state !== 'running') return;
    const take = (next: IndexEvent) => {
      if (next.type === 'failed') setFailures((before) => [...before, next.failure].slice(-MAX_FAILURES));
      else setEvent(next);
    };
    return followJob(job, take, (ended) => {
      // A server that was started again does not know the run of the one before.
      setJob(ended ?? null);
      if (ended?.problem) setError([ended.problem.detail, ended.problem.hint].filter(Boolean).join(' '));
      forgetResultLists();
      refreshLibraryStatus();
      onEnd(ended);
    });
  }, [job?.id]);

  const start = useCallback(async (begin: () => Promise<Job>) => {
    setError('');
    setEvent(null);
    setFailures([]);
    try {
      setJob(await begin());
      refreshLibraryStatus();
      return true;
    } catch (failure) {
      setError(describeFailure(failure));
      return false;
    }
  }, []);
  const cancel = useCallback(() => {
    if (job !== null) cancelJob(job.id).catch((failure: unknown) => setError(describeFailure(failure)));
  }, [job]);
  return { job, event, failures, error, isRunning: job?.state === 'running', start, cancel };
}
