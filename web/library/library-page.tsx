import { useState } from 'preact/hooks';
import { isOwner, mayChange } from '../access/may-change.js';
import { describeFailure } from '../api/client.js';
import { getFailures, getRoots, getSession, getStats, removeRoot, signOut, startJob } from '../api/library.js';
import type { LibraryStats, Root } from '../api/types.js';
import { formatNumber, t } from '../language/translate.js';
import { getFileName } from '../results/tile-data.js';
import { forgetResultLists } from '../results/use-result-list.js';
import { Confirm } from '../ui/confirm.js';
import { Icon } from '../ui/icon.js';
import { Suspend } from '../ui/suspend.js';
import { showToast } from '../ui/toast.js';
import { useAnswer } from '../ui/use-answer.js';
import { countFiles, countKinds, formatBytes } from '../ui/words.js';
import { AddFolder } from './add-folder.js';
import { FailureList } from './failure-list.js';
import { JobProgress } from './job-progress.js';
import { RootLine } from './root-line.js';
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
  const mayIndex = session.answer === undefined || mayChange(session.answer, 'index');
  const mayManage = session.answer === undefined || mayChange(session.answer, 'admin');
  const mayInvite = session.answer?.scopes.includes('index') ?? true;
  const isPublished = session.answer !== undefined && !isOwner(session.answer);
  // Photos below it can be indexed again, but that may take hours: asked before.
  const [toRemove, setToRemove] = useState<Root | null>(null);
  const [isPhoneOpen, setPhoneOpen] = useState(false);
  const remove = (root: Root) => {
    removeRoot(root.path).then(
      ({ removed, forgotten }) => {
        forgetResultLists();
        const found =
          forgotten === 0 ? t('library.stillFound') : t('library.notFound', { number: formatNumber(forgotten) });
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
        {(stats.answer?.undecoded ?? 0) > 0 && (
          <p>
            {t('library.undecoded', { files: countFiles(stats.answer?.undecoded ?? 0) })}{' '}
            <code>apt install ffmpeg</code>, <code>brew install ffmpeg</code>, <code>winget install ffmpeg</code>
          </p>
        )}
        {stats.answer?.upgrade && <p>{describeUpgrade(stats.answer.upgrade, stats.answer.kinds)}</p>}
        <div role="alert">{stats.error !== '' && <p class="error">{stats.error}</p>}</div>
      </header>
      {roots.isMissing ? (
        <p class="notice">
          {t('library.unmanaged')} <code>photoseek index FOLDER</code>
        </p>
      ) : (
        <>
          {isPublished && <p class="notice">{t('library.published')}</p>}
          <ul class="roots" aria-label={t('library.folders')}>
            {(roots.answer?.roots ?? []).map((root) => (
              <RootLine
                key={`${root.published?.id ?? ''} ${root.path}`}
                root={root}
                lookedAtMs={stats.answer?.lastIndexedAtMs ?? null}
                {...(mayIndex && !running.isRunning
                  ? { onIndex: () => void running.start(() => startJob({ paths: [root.path] })) }
                  : {})}
                {...(mayManage ? { onRemove: () => setToRemove(root) } : {})}
              />
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
      {mayInvite && (
        <button type="button" class="button" id="phone" onClick={() => setPhoneOpen(true)}>
          <Icon name="phone" />
          {t('phone.title')}
        </button>
      )}
      {isPhoneOpen && (
        <Suspend load={() => import('../access/open-on-phone.js')}>
          {({ OpenOnPhone }) => <OpenOnPhone onClose={() => setPhoneOpen(false)} />}
        </Suspend>
      )}
      {toRemove !== null && (
        <Confirm
          question={t('library.confirm', { name: getFileName(toRemove.path) || toRemove.path })}
          about={t('library.confirmAbout', { path: toRemove.path })}
          action={t('library.takeOut')}
          onConfirm={() => remove(toRemove)}
          onClose={() => setToRemove(null)}
        />
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

function describeStats({ kinds, files, diskBytes, model }: LibraryStats): string {
  return t('library.stats', {
    contents: countKinds(kinds),
    files: countFiles(files),
    model: model.name,
    size: formatBytes(diskBytes),
  });
}

function describeUpgrade(
  { from, to, photos, missing }: NonNullable<LibraryStats['upgrade']>,
  kinds: LibraryStats['kinds'],
): string {
  return t('library.upgrade', { from, to, done: formatNumber(photos - missing), contents: countKinds(kinds, photos) });
}
