import type { FileFailure } from '../api/types.js';
import { countOf } from '../ui/words.js';

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
      <summary>{countOf(total, 'file')} cannot be read</summary>
      <ul>
        {failures.map(({ path, message }) => (
          <li key={path}>
            <span class="path">{path}</span>
            <span class="failure-reason">{message}</span>
          </li>
        ))}
      </ul>
      {total > failures.length && <p class="quiet">These are the first {failures.length.toLocaleString('en')}.</p>}
    </details>
  );
}
