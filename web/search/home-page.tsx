import { useEffect } from 'preact/hooks';
import { getStats } from '../api/library.js';
import { getFacets } from '../api/search.js';
import type { FacetCount } from '../api/types.js';
import { formatNumber, t } from '../language/translate.js';
import { EmptyLibrary } from '../library/empty-library.js';
import { Timeline } from '../narrow/timeline.js';
import { parseQuery } from '../query/query-text.js';
import { EMPTY_QUERY, type Query } from '../query/types.js';
import { HOME } from '../state/route.js';
import { Link } from '../ui/link.js';
import { useAnswer } from '../ui/use-answer.js';
import { countPhotos } from '../ui/words.js';

const IDEAS = ['home.idea1', 'home.idea2', 'home.idea3', 'home.idea4'] as const;

/** Links to filters, at most. */
const MAX_WAYS = 12;

/** The start page: example queries, and filters with many photos. */
export function HomePage({ onSearch }: { onSearch: (query: Query) => void }) {
  const { answer: stats, error, again } = useAnswer('stats', getStats);
  const { answer: facets } = useAnswer('facets', (signal) => getFacets(EMPTY_QUERY, signal));
  useEffect(() => document.querySelector<HTMLInputElement>('#words')?.focus(), []);
  if (stats?.photos === 0) return <EmptyLibrary onIndexed={again} />;
  const open = ({ filter }: FacetCount) => onSearch(parseQuery(filter));
  const tags = facets?.tags.length ? facets.tags : (facets?.keywords ?? []);
  const ways = [...(facets?.countries ?? []).slice(0, MAX_WAYS / 2), ...tags].slice(0, MAX_WAYS);
  return (
    <section class="home" id="home" aria-label={t('home.start')}>
      <ul class="ideas" aria-label={t('home.ideas')}>
        {IDEAS.map((key) => t(key)).map((words) => (
          <li key={words}>
            <Link
              class="idea"
              to={{ ...HOME, query: { terms: [{ kind: 'text', value: words, weight: 1 }], filters: [] } }}
            >
              {words}
            </Link>
          </li>
        ))}
      </ul>
      <div role="alert">{error !== '' && <p class="error">{error}</p>}</div>
      <p class="stats" id="stats">
        {stats === undefined ? ' ' : t('home.ready', { photos: countPhotos(stats.photos) })}
      </p>
      <p class="tip tip-pointer">{t('home.drop')}</p>
      <p class="tip tip-touch">{t('home.choose')}</p>
      <div class="ways">
        {facets !== undefined && <Timeline facets={facets} has={() => false} onToggle={open} />}
        <ul class="ways-list" aria-label={t('home.ways')}>
          {ways.map((facet) => (
            <li key={facet.filter}>
              <button type="button" class="way" onClick={() => open(facet)}>
                {facet.label} <span>{formatNumber(facet.count)}</span>
              </button>
            </li>
          ))}
        </ul>
      </div>
    </section>
  );
}
