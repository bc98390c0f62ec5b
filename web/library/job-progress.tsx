import type { IndexEvent, IndexReport } from '../api/types.js';
import { Icon } from '../ui/icon.js';
import { countOf, formatDuration } from '../ui/words.js';
import type { RunningJob } from './use-job.js';

/** How far an index run is, or how it ended. */
export function JobProgress({ running }: { running: RunningJob }) {
  const { job, event, error, isRunning, cancel } = running;
  const share = event === null ? null : computeShare(event);
  return (
    <div class="job" id="job">
      {isRunning && (
        <>
          <div class="job-line">
            <p role="status">{describeEvent(event)}</p>
            <button type="button" class="button" onClick={cancel}>
              Stop
            </button>
          </div>
          <progress class="job-bar" aria-label="Indexing" {...(share === null ? {} : { value: share })} max={1} />
          <p class="job-path">{event !== null && 'currentPath' in event ? event.currentPath : ' '}</p>
        </>
      )}
      {!isRunning && job?.report && (
        <p class="job-done" role="status">
          <Icon name="check" />
          {describeReport(job.report)}
        </p>
      )}
      {!isRunning && job?.state === 'cancelled' && <p role="status">Stopped. Finished photos are stored.</p>}
      <div role="alert">{error !== '' && <p class="error">{error}</p>}</div>
    </div>
  );
}

function computeShare(event: IndexEvent): number | null {
  if (event.type === 'progress') return event.total === 0 ? null : event.done / event.total;
  if (event.type === 'indexing-vectors') return event.total === 0 ? null : event.indexed / event.total;
  return null;
}

function describeEvent(event: IndexEvent | null): string {
  if (event === null) return 'Starting…';
  if (event.type === 'scanning') return `Looking for photos: ${countOf(event.found, 'file')} so far`;
  if (event.type === 'planned') return `${countOf(event.toDo, 'file')} to read`;
  if (event.type === 'indexing-vectors')
    return `Indexing vectors: ${event.indexed.toLocaleString('en')} of ${event.total.toLocaleString('en')}`;
  if (event.type !== 'progress') return 'Finishing…';
  const { done, total, failed, ratePerSecond, etaMs } = event;
  return [
    `${done.toLocaleString('en')} of ${countOf(total, 'file')}`,
    ratePerSecond > 0 ? `${Math.round(ratePerSecond)} a second` : '',
    etaMs === null ? '' : `${formatDuration(etaMs)} left`,
    failed > 0 ? `${failed.toLocaleString('en')} unreadable` : '',
  ]
    .filter(Boolean)
    .join(' · ');
}

function describeReport({ indexed, reused, removed, failed, tookMs }: IndexReport): string {
  const parts = [
    `${countOf(indexed, 'photo')} indexed`,
    reused > 0 ? `${countOf(reused, 'copy').replace('copys', 'copies')} recognised` : '',
    removed > 0 ? `${countOf(removed, 'file')} gone` : '',
    failed.length > 0 ? `${countOf(failed.length, 'file')} unreadable` : '',
  ];
  return `${parts.filter(Boolean).join(', ')} in ${formatDuration(tookMs)}`;
}
