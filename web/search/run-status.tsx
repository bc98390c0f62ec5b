import { formatNumber, t } from '../language/translate.js';
import { go } from '../state/history.js';
import { acknowledgeRun, useLibraryStatus } from '../state/library-status.js';
import { HOME } from '../state/route.js';
import { Icon } from '../ui/icon.js';
import { Link } from '../ui/link.js';
import { countFiles, formatDuration } from '../ui/words.js';

/** The index run in the header of every view: how far it is, and when it is done, that its photos can be searched. */
export function RunStatus({ isHome }: { isHome: boolean }) {
  const { stats, added } = useLibraryStatus();
  const running = stats?.running ?? null;
  if (running === null && added === 0) return <div class="run" role="status" />;
  return (
    <div class="run is-shown" id="run" role="status">
      {running !== null ? (
        <Link to={{ ...HOME, view: 'library' }} class="run-link">
          <span>{describeRun(running)}</span>
          <progress
            class="run-bar"
            aria-label={t('library.indexing')}
            {...(running.total === 0 ? {} : { value: running.done / running.total })}
            max={1}
          />
        </Link>
      ) : (
        <>
          <Icon name="check" />
          <span>{t('library.indexed', { files: countFiles(added) })}</span>
          <button type="button" class="text-button" onClick={() => searchThem(isHome)}>
            {t('run.search')}
          </button>
        </>
      )}
    </div>
  );
}

function searchThem(isHome: boolean): void {
  acknowledgeRun();
  if (!isHome) go(HOME);
  document.querySelector<HTMLInputElement>('#words')?.focus();
}

type Running = NonNullable<NonNullable<ReturnType<typeof useLibraryStatus>['stats']>['running']>;

function describeRun({ stage, done, total, etaMs }: Running): string {
  if (stage === 'scanning') return t('run.scanning', { number: formatNumber(done) });
  const [text, of] = [formatNumber(done), formatNumber(total)];
  const left = etaMs === null ? '' : ` · ${t('library.left', { time: formatDuration(etaMs) })}`;
  return `${t(stage === 'indexing' ? 'run.indexing' : 'run.vectors', { done: text, total: of })}${left}`;
}
