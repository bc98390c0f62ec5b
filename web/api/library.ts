import type { KindName } from '../../src/model/content-kind.js';
import { checkConnection } from '../state/connection.js';
import { ask, toParameters } from './client.js';
import type {
  DuplicateKind,
  Duplicates,
  Failures,
  IndexEvent,
  Invitation,
  Job,
  Jobs,
  LibraryStats,
  PhotoArchive,
  RemovedRoot,
  Roots,
  Session,
} from './types.js';

export const getStats = (signal: AbortSignal): Promise<LibraryStats> => ask('stats', { signal });

export const getRoots = (signal: AbortSignal): Promise<Roots> => ask('roots', { signal });

/** Adds a folder and indexes it. */
export const addRoot = (path: string, kinds: readonly KindName[]): Promise<Job> =>
  ask('roots', { method: 'POST', json: { path, kinds } });

export const removeRoot = (path: string): Promise<RemovedRoot> =>
  ask(`roots?${toParameters({ path })}`, { method: 'DELETE' });

/** Folders of the server's machine whose path begins so. */
export const getFolders = (path: string, signal: AbortSignal): Promise<{ folders: string[] }> =>
  ask(`folders?${toParameters({ path })}`, { signal });

export const getFailures = (signal: AbortSignal): Promise<Failures> => ask('failures?limit=500', { signal });

export const getJobs = (signal: AbortSignal): Promise<Jobs> => ask('jobs', { signal });

/** Indexes what changed: below all roots, or below some paths. */
export const startJob = (options: { paths?: string[]; retryFailed?: boolean } = {}): Promise<Job> =>
  ask('jobs', { method: 'POST', json: options });

export const cancelJob = (id: string): Promise<Job> => ask(`jobs/${id}`, { method: 'DELETE' });

/**
 * Follows an index run until it ends.
 * @returns what stops following; the run goes on
 */
export function followJob(
  job: Job,
  onEvent: (event: IndexEvent) => void,
  onEnd: (job: Job | undefined) => void,
): () => void {
  const source = new EventSource(job.links.events);
  source.addEventListener('progress', ({ data }) => onEvent(JSON.parse(String(data)) as IndexEvent));
  source.addEventListener('end', ({ data }) => {
    source.close();
    onEnd(JSON.parse(String(data)) as Job);
  });
  source.addEventListener('error', () => {
    checkConnection();
    // The browser connects again by itself unless the server refused.
    if (source.readyState === EventSource.CLOSED) onEnd(undefined);
  });
  return () => source.close();
}

export function getDuplicates(
  asked: { kind: DuplicateKind; offset: number; limit: number; compareBytes?: boolean },
  signal?: AbortSignal,
): Promise<Duplicates> {
  const { kind, offset, limit, compareBytes } = asked;
  return ask(`duplicates?${toParameters({ kinds: kind, offset, limit, compareBytes })}`, { signal });
}

/** Makes photos ready to be downloaded as one file. */
export const makeArchive = (ids: number[]): Promise<PhotoArchive> => ask('archives', { method: 'POST', json: { ids } });

export const getSession = (signal: AbortSignal): Promise<Session> => ask('session', { signal });

/** By a key, or by a code that lets in once. */
export const signIn = (by: { key: string } | { code: string }): Promise<Session> =>
  ask('session', { method: 'POST', json: by });

export const invite = (): Promise<Invitation> => ask('session/invitations', { method: 'POST' });

export const signOut = (): Promise<void> => ask('session', { method: 'DELETE' });
