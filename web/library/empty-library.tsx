import { useEffect } from 'preact/hooks';
import { isOwner } from '../access/may-change.js';
import { getSession } from '../api/library.js';
import { t } from '../language/translate.js';
import { forgetResultLists } from '../results/use-result-list.js';
import { useAnswer } from '../ui/use-answer.js';
import { AddFolder } from './add-folder.js';
import { FailureList } from './failure-list.js';
import { JobProgress } from './job-progress.js';
import { useJob } from './use-job.js';

/** The first run: nothing is indexed yet. */
export function EmptyLibrary({ onIndexed }: { onIndexed?: () => void }) {
  const running = useJob((ended) => {
    forgetResultLists();
    if ((ended?.report?.indexed ?? 0) > 0) onIndexed?.();
  });
  const { answer: session } = useAnswer('session', getSession);
  useEffect(() => document.querySelector<HTMLInputElement>('#folder')?.focus(), []);
  return (
    <section class="empty" id="empty" aria-labelledby="empty-title">
      <svg class="empty-image" viewBox="0 0 48 48" aria-hidden="true">
        <path d="M13 14h22a4 4 0 0 1 4 4v16a4 4 0 0 1-4 4H13a4 4 0 0 1-4-4V18a4 4 0 0 1 4-4M14 9h20M18 5h12" />
        <circle cx="19" cy="23" r="2.6" />
        <path d="m11 35 9-8 6 5 5-5 7 7" />
      </svg>
      {session !== undefined && !isOwner(session) ? (
        <>
          <h2 id="empty-title">{t('library.nonePublished')}</h2>
          <p>{t('library.published')}</p>
        </>
      ) : (
        <>
          <h2 id="empty-title">{t('library.where')}</h2>
          <p>{t('library.reads')}</p>
          <AddFolder isDisabled={running.isRunning} onStart={running.start} />
          <JobProgress running={running} />
          <FailureList failures={running.failures} />
          <p class="empty-other">
            {t('library.terminal')} <code>photoseek index FOLDER</code>
          </p>
        </>
      )}
    </section>
  );
}
