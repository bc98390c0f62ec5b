import type { FileFailure } from '../api/types.js';
import { formatNumber, t } from '../language/translate.js';
import { countFiles } from '../ui/words.js';

/** Files that cannot be read, with the reasons. */
export function FailureList({
  failures,
  total = failures.length,
}: {
  failures: readonly FileFailure[];
  total?: number;
}) {
  if (failures.length === 0) return null;
  return (
    <details class="failures">
      <summary>{t('library.unreadable', { files: countFiles(total) })}</summary>
      <ul>
        {failures.map(({ path, message, library = '' }) => (
          <li key={`${library} ${path}`}>
            <span class="path">{path}</span>
            <span class="failure-reason">{library === '' ? message : `${library}: ${message}`}</span>
          </li>
        ))}
      </ul>
      {total > failures.length && <p class="quiet">{t('library.first', { number: formatNumber(failures.length) })}</p>}
    </details>
  );
}
