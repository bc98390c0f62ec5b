import { formatTime } from '../../src/model/format-location.js';
import type { IndexEvent, IndexReport } from '../api/types.js';
import { formatNumber, t } from '../language/translate.js';
import { Icon } from '../ui/icon.js';
import { countFiles, formatDuration } from '../ui/words.js';
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
              {t('library.stop')}
            </button>
          </div>
          <progress
            class="job-bar"
            aria-label={t('library.indexing')}
            {...(share === null ? {} : { value: share })}
            max={1}
          />
          <p class="job-path">{event === null ? ' ' : describePlace(event)}</p>
        </>
      )}
      {!isRunning && job?.report && (
        <p class="job-done" role="status">
          <Icon name="check" />
          {describeReport(job.report)}
        </p>
      )}
      {!isRunning &&
        job?.report?.notices
          .filter(({ code }) => code === 'needs-ffmpeg')
          .map(({ path, message }) => (
            <p class="notice" key={path}>
              {message}
            </p>
          ))}
      {!isRunning && job?.state === 'cancelled' && <p role="status">{t('library.stopped')}</p>}
      <div role="alert">{error !== '' && <p class="error">{error}</p>}</div>
    </div>
  );
}

function computeShare(event: IndexEvent): number | null {
  if (event.type === 'progress') return event.total === 0 ? null : event.done / event.total;
  if (event.type === 'indexing-vectors') return event.total === 0 ? null : event.indexed / event.total;
  return null;
}

/** The file, and how far a film is. */
function describePlace(event: IndexEvent): string {
  if (!('currentPath' in event)) return ' ';
  if (event.type !== 'progress' || event.position === undefined) return event.currentPath;
  const { atMs, durationMs } = event.position;
  return `${event.currentPath} · ${formatTime(atMs)} / ${formatTime(durationMs)}`;
}

function describeEvent(event: IndexEvent | null): string {
  if (event === null) return t('library.starting');
  if (event.type === 'scanning') return t('library.scanning', { files: countFiles(event.found) });
  if (event.type === 'planned') return t('library.toRead', { files: countFiles(event.toDo) });
  if (event.type === 'indexing-vectors')
    return t('library.vectors', { done: formatNumber(event.indexed), total: formatNumber(event.total) });
  if (event.type !== 'progress') return t('library.finishing');
  const { done, total, failed, ratePerSecond, etaMs } = event;
  return [
    t('library.done', { done: formatNumber(done), files: countFiles(total) }),
    ratePerSecond > 0 ? t('library.rate', { number: formatNumber(Math.round(ratePerSecond)) }) : '',
    etaMs === null ? '' : t('library.left', { time: formatDuration(etaMs) }),
    failed > 0 ? t('library.unreadableCount', { number: formatNumber(failed) }) : '',
  ]
    .filter(Boolean)
    .join(' · ');
}

function describeReport({ indexed, reused, removed, failed, tookMs }: IndexReport): string {
  const parts = [
    t('library.indexed', { files: countFiles(indexed) }),
    reused > 0 ? t('copies', { count: reused }) : '',
    removed > 0 ? t('library.gone', { files: countFiles(removed) }) : '',
    failed.length > 0 ? t('library.unreadableFiles', { files: countFiles(failed.length) }) : '',
  ];
  return t('library.report', { parts: parts.filter(Boolean).join(', '), time: formatDuration(tookMs) });
}
