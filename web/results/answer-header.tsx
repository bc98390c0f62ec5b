import type { ComponentChildren } from 'preact';
import { nameLanguages } from '../../src/search/query/name-languages.js';
import type { SortOrder } from '../api/types.js';
import { go } from '../state/history.js';
import type { Route } from '../state/route.js';
import { countPhotos, formatDuration } from '../ui/words.js';
import type { ListState } from './result-list.js';

interface AnswerHeaderProps {
  route: Route;
  state: ListState;
  onRetry: () => void;
  /** Ways to narrow it. */
  children: ComponentChildren;
}

/** The header above the photos: their number, their order, and notices. */
export function AnswerHeader({ route, state, onRetry, children }: AnswerHeaderProps) {
  const hasTerms = route.query.terms.length > 0;
  return (
    <>
      <div class="answer-header">
        <p class="status" id="status" role="status">
          {describe(state)}
        </p>
        {state.isLoading && <div class="progress" />}
        {children}
        <label class="sort">
          <span class="hidden-text">Sort by</span>
          <select
            id="sort"
            value={route.sort}
            onChange={(event) => go({ sort: event.currentTarget.value as SortOrder }, { replace: true })}
          >
            <option value="relevance">{hasTerms ? 'Best first' : 'As found'}</option>
            <option value="taken">Newest first</option>
            <option value="name">By name</option>
            <option value="size">Largest first</option>
          </select>
        </label>
      </div>
      {state.noGoodMatch && (
        <p class="notice no-good-match" id="no-good-match">
          <strong>Nothing here fits well.</strong> {state.tiles.length > 0 && 'The closest are below.'}
        </p>
      )}
      {state.notices.map((sentence) => (
        <p class="notice" key={sentence}>
          {sentence}
        </p>
      ))}
      <div role="alert">
        {state.error !== '' && (
          <p class="error" id="error">
            {state.error}{' '}
            <button type="button" class="text-button" onClick={onRetry}>
              Try again
            </button>
          </p>
        )}
      </div>
    </>
  );
}

function describe({ isAnswered, tiles, total, tookMs, noGoodMatch, languages }: ListState): string {
  // A space keeps the line's height.
  if (!isAnswered) return ' ';
  if (tiles.length === 0) return noGoodMatch ? ' ' : 'Nothing found. Try other words, or fewer filters.';
  return `${countPhotos(total)} in ${formatDuration(tookMs)}${nameLanguages(languages)}`;
}
