import type { ComponentChildren } from 'preact';
import type { KindCounts } from '../../src/model/count-kinds.js';
import { nameLanguages } from '../../src/search/query/name-languages.js';
import type { Notice, SortOrder } from '../api/types.js';
import { getLanguage, t } from '../language/translate.js';
import { removeFilter } from '../query/edit-query.js';
import { parseQuery, printFilter } from '../query/query-text.js';
import type { Query } from '../query/types.js';
import { go } from '../state/history.js';
import type { Route } from '../state/route.js';
import { countKinds, formatDuration } from '../ui/words.js';
import type { ListState } from './result-list.js';

interface AnswerHeaderProps {
  route: Route;
  state: ListState;
  /** Of what was found, as far as it is known. */
  kinds: KindCounts;
  onRetry: () => void;
  onSearch: (query: Query) => void;
  /** Ways to narrow it. */
  children: ComponentChildren;
}

/** The header above the photos: their number, their order, and notices. */
export function AnswerHeader({ route, state, kinds, onRetry, onSearch, children }: AnswerHeaderProps) {
  const hasTerms = route.query.terms.length > 0;
  return (
    <>
      <div class="answer-header">
        <p
          class="status"
          id="status"
          role="status"
          title={state.isAnswered ? t('results.took', { time: formatDuration(state.tookMs) }) : undefined}
        >
          {describe(state, kinds)}
        </p>
        {state.isLoading && <div class="progress" />}
        {children}
        <label class="sort">
          <span class="hidden-text">{t('results.sort')}</span>
          <select
            id="sort"
            value={route.sort}
            onChange={(event) => go({ sort: event.currentTarget.value as SortOrder }, { replace: true })}
          >
            <option value="relevance">{hasTerms ? t('results.best') : t('results.found')}</option>
            <option value="taken">{t('results.newest')}</option>
            <option value="name">{t('results.name')}</option>
            <option value="size">{t('results.largest')}</option>
          </select>
        </label>
      </div>
      {state.noGoodMatch && (
        <p class="notice no-good-match" id="no-good-match">
          <strong>{t('results.noMatch')}</strong> {state.tiles.length > 0 && t('results.closest')}
        </p>
      )}
      {state.blocking.length > 0 && (
        <div class="notice blocking" id="filters-empty">
          <span>{t('results.filtersEmpty')}</span>
          {state.blocking.map(({ filter, position, photosWithout }) => (
            <button
              type="button"
              class="text-button"
              key={position}
              onClick={() => onSearch(removeFilter(route.query, position))}
            >
              {t('results.without', {
                filter: printAsked(route.query, position) ?? filter,
                contents: t('count.results', { count: photosWithout }),
              })}
            </button>
          ))}
        </div>
      )}
      {state.reading !== undefined && <Reading notice={state.reading} query={route.query} onSearch={onSearch} />}
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
              {t('results.again')}
            </button>
          </p>
        )}
      </div>
    </>
  );
}

/** How the query was read, and the other way to read it; its filters stay. */
function Reading(props: { notice: Notice; query: Query; onSearch: (query: Query) => void }) {
  const { notice, query, onSearch } = props;
  const { suggestion } = notice;
  return (
    <p class="notice" id="query-read">
      {notice.message}{' '}
      {suggestion !== undefined && (
        <button
          type="button"
          class="text-button"
          onClick={() => onSearch({ ...query, terms: parseQuery(suggestion.query).terms })}
        >
          {t(suggestion.kind === 'literal' ? 'results.asTyped' : 'results.either', { query: suggestion.query })}
        </button>
      )}
    </p>
  );
}

/** A filter as the reader wrote it. */
function printAsked({ filters }: Query, position: number): string | undefined {
  const filter = filters[position];
  return filter && printFilter(filter);
}

function describe(
  { isAnswered, tiles, totalPhotos, noGoodMatch, blocking, languages }: ListState,
  kinds: KindCounts,
): string {
  // A space keeps the line's height.
  if (!isAnswered) return ' ';
  if (tiles.length === 0) return noGoodMatch || blocking.length > 0 ? ' ' : t('results.nothing');
  return `${countKinds(kinds, totalPhotos)}${describeLanguages(languages)}`;
}

/** The languages a query was understood in; nothing for plain English. */
function describeLanguages(codes: readonly string[]): string {
  if (getLanguage() === 'en') return nameLanguages(codes);
  if (codes.length === 0 || codes.join() === 'en') return '';
  const known = codes.filter((code) => code !== 'und');
  if (known.length === 0) return t('results.unknownLanguage');
  const names = new Intl.DisplayNames(getLanguage(), { type: 'language' });
  const list = new Intl.ListFormat(getLanguage(), { type: 'disjunction' });
  return t('results.language', { languages: list.format(known.map((code) => names.of(code) ?? code)) });
}
