import { describeFailure } from '../api/client.js';
import { getFailures, getRoots, getSession, getStats, removeRoot, signOut, startJob } from '../api/library.js';
import type { LibraryStats, Root } from '../api/types.js';
import { formatNumber, t } from '../language/translate.js';
import { forgetResultLists } from '../results/use-result-list.js';
import { Icon } from '../ui/icon.js';
import { showToast } from '../ui/toast.js';
import { useAnswer } from '../ui/use-answer.js';
import { countFiles, countPhotos, formatBytes } from '../ui/words.js';
import { AddFolder } from './add-folder.js';
import { FailureList } from './failure-list.js';
import { JobProgress } from './job-progress.js';
import { useJob } from './use-job.js';

/** The page of the library: its folders, the current run, files that could not be read. */
export function LibraryPage() {
  const stats = useAnswer('stats', getStats);
  const roots = useAnswer('roots', getRoots);
  const failures = useAnswer('failures', getFailures);
  const session = useAnswer('session', getSession);
  const refresh = () => {
    stats.again();
    roots.again();
    failures.again();
  };
  const running = useJob(refresh);
  const mayIndex = session.answer?.scopes.includes('index') ?? true;
  const mayManage = session.answer?.scopes.includes('admin') ?? true;
  const remove = (root: Root) => {
    // Photos below it can be indexed again, but that may take hours.
    if (!window.confirm(t('library.confirm', { path: root.path }))) return;
    removeRoot(root.path).then(
      ({ removed, forgotten }) => {
        forgetResultLists();
        const found =
          forgotten === 0 ? t('library.stillFound') : t('library.notFound', { photos: countPhotos(forgotten) });
        showToast(t('library.takenOut', { files: countFiles(removed), found }));
        refresh();
      },
      (failure: unknown) => showToast(describeFailure(failure)),
    );
  };
  return (
    <section class="page-section library" aria-labelledby="library-title">
      <header class="page-header">
        <h2 id="library-title">{t('bar.library')}</h2>
        {stats.answer !== undefined && <p>{describeStats(stats.answer)}</p>}
        {stats.answer?.upgrade && <p>{describeUpgrade(stats.answer.upgrade)}</p>}
        <div role="alert">{stats.error !== '' && <p class="error">{stats.error}</p>}</div>
      </header>
      {roots.isMissing ? (
        <p class="notice">
          {t('library.unmanaged')} <code>photoseek index FOLDER</code>
        </p>
      ) : (
        <>
          <ul class="roots" aria-label={t('library.folders')}>
            {(roots.answer?.roots ?? []).map((root) => (
              <RootLine key={root.path} root={root} {...(mayManage ? { onRemove: () => remove(root) } : {})} />
            ))}
          </ul>
          {mayManage && <AddFolder isDisabled={running.isRunning} onStart={running.start} />}
          <JobProgress running={running} />
          {mayIndex && (
            <div class="library-actions">
              <button
                type="button"
                class="button"
                disabled={running.isRunning || (roots.answer?.roots.length ?? 0) === 0}
                onClick={() => void running.start(() => startJob())}
              >
                {t('library.changes')}
              </button>
              {(failures.answer?.total ?? 0) > 0 && (
                <button
                  type="button"
                  class="button"
                  disabled={running.isRunning}
                  onClick={() => void running.start(() => startJob({ retryFailed: true }))}
                >
                  {t('library.retry')}
                </button>
              )}
            </div>
          )}
          <FailureList
            failures={running.isRunning ? running.failures : (failures.answer?.failures ?? [])}
            total={running.isRunning ? running.failures.length : (failures.answer?.total ?? 0)}
          />
        </>
      )}
      {session.answer?.needsKey && (
        <p class="session">
          {session.answer.name === null
            ? t('library.signedIn')
            : t('library.signedInAs', { name: session.answer.name })}{' '}
          <button
            type="button"
            class="text-button"
            onClick={() => void signOut().then(() => window.location.assign('./'))}
          >
            {t('library.signOut')}
          </button>
        </p>
      )}
    </section>
  );
}

function RootLine({ root, onRemove }: { root: Root; onRemove?: () => void }) {
  return (
    <li class="root">
      <Icon name="folder" />
      <div>
        <p class="root-path">{root.path}</p>
        <p class="quiet">
          {countFiles(root.files)}
          {root.failed > 0 && `, ${t('library.unreadableCount', { number: formatNumber(root.failed) })}`}
          {root.exclude.length > 0 && t('library.without', { folders: root.exclude.join(', ') })}
        </p>
        {root.isMissing && (
          <p class="root-missing">
            {root.movedTo === null ? t('library.unreachable') : t('library.moved', { path: root.movedTo })}
          </p>
        )}
      </div>
      {onRemove !== undefined && (
        <button
          type="button"
          class="icon-button"
          aria-label={t('library.takeOutOf', { path: root.path })}
          title={t('library.takeOut')}
          onClick={onRemove}
        >
          <Icon name="close" />
        </button>
      )}
    </li>
  );
}

function describeStats({ photos, files, diskBytes, model }: LibraryStats): string {
  return t('library.stats', {
    photos: countPhotos(photos),
    files: countFiles(files),
    model: model.name,
    size: formatBytes(diskBytes),
  });
}

function describeUpgrade({ from, to, photos, missing }: NonNullable<LibraryStats['upgrade']>): string {
  return t('library.upgrade', { from, to, done: formatNumber(photos - missing), photos: countPhotos(photos) });
}
