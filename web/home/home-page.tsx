import { useEffect } from 'preact/hooks';
import { getPeople } from '../api/people.js';
import { getFacets, getOverview } from '../api/search.js';
import type { FacetCount } from '../api/types.js';
import { t } from '../language/translate.js';
import { EmptyLibrary } from '../library/empty-library.js';
import { Timeline } from '../narrow/timeline.js';
import { parseQuery } from '../query/query-text.js';
import { EMPTY_QUERY, type Query } from '../query/types.js';
import { useLibraryStatus } from '../state/library-status.js';
import { useAnswer } from '../ui/use-answer.js';
import { countKinds } from '../ui/words.js';
import { CoverRow } from './cover-row.js';
import { Examples } from './examples.js';
import { MonthRow } from './month-row.js';
import { PeopleRow } from './people-row.js';

/** So many people have a place on the start page. */
const PEOPLE = 12;

/** The start page: queries that this library answers well, and what is in it by month, place and thing. It fills while photos are indexed. */
export function HomePage({ onSearch }: { onSearch: (query: Query) => void }) {
  const { stats, error, changes, refresh } = useLibraryStatus();
  // What the counts depend on: asked again whenever photos came or went.
  const version = stats === undefined ? null : `${stats.photos}-${changes}`;
  const { answer: facets } = useAnswer(version, (signal) => getFacets(EMPTY_QUERY, signal));
  const hasFaces = (stats?.faces ?? 0) > 0;
  const people = useAnswer(hasFaces ? version : null, (signal) => getPeople({ limit: PEOPLE }, signal));
  const { answer: overview } = useAnswer(version, getOverview);
  useEffect(() => document.querySelector<HTMLInputElement>('#words')?.focus({ preventScroll: true }), []);
  if (stats?.photos === 0) return <EmptyLibrary onIndexed={refresh} />;
  const open = ({ filter }: FacetCount) => onSearch(parseQuery(filter));
  return (
    <section class="home" id="home" aria-label={t('home.start')}>
      <Examples version={version} onSearch={onSearch} />
      <div role="alert">{error !== '' && <p class="error">{error}</p>}</div>
      <p class="stats" id="stats">
        {stats === undefined ? ' ' : t('home.ready', { contents: countKinds(stats.kinds) })}
      </p>
      <p class="tip tip-pointer">{t('home.drop')}</p>
      <p class="tip tip-touch">{t('home.choose')}</p>
      {/* At once: what came later would push what is there already. */}
      {facets !== undefined && overview !== undefined && !(hasFaces && people.isLoading) && (
        <>
          <Timeline facets={facets} has={() => false} onToggle={open} />
          <div class="home-months">
            {[...overview.months, ...overview.undated].map((month) => (
              <MonthRow key={month.filter} month={month} />
            ))}
          </div>
          <PeopleRow people={people.answer?.people ?? []} />
          <CoverRow kind="places" groups={overview.places} />
          <CoverRow kind="things" groups={overview.things} />
        </>
      )}
    </section>
  );
}
