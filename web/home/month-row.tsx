import type { LinkedGroupOfPhotos } from '../api/types.js';
import { formatNumber, getLanguage, t } from '../language/translate.js';
import { parseQuery } from '../query/query-text.js';
import { getFileName } from '../results/tile-data.js';
import { HOME } from '../state/route.js';
import { Link } from '../ui/link.js';

/** The newest photos of a month, or those without a date, side by side. Each opens among all of them. */
export function MonthRow({ month }: { month: LinkedGroupOfPhotos }) {
  const route = { ...HOME, query: parseQuery(month.filter) };
  const name = month.label === 'undated' ? t('facet.undated') : formatMonth(month.label);
  return (
    <section class="home-row" aria-label={name}>
      <h2>
        <Link to={route} class="home-row-link">
          {name} <span class="home-count">{formatNumber(month.count)}</span>
        </Link>
      </h2>
      <ul class="home-photos">
        {month.photos.map((photo) => (
          <li key={photo.id} style={{ '--shape': clampShape(photo.width / photo.height) }}>
            <Link to={{ ...route, photo: photo.id }} class="home-photo">
              <img
                src={`${photo.links.thumbnail}&edge=320`}
                alt={t('home.open', { name: getFileName(photo.path) })}
                loading="lazy"
              />
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** `2023-06` in words. */
function formatMonth(label: string): string {
  return new Date(`${label}-01T00:00:00Z`).toLocaleDateString(getLanguage(), {
    month: 'long',
    year: 'numeric',
    timeZone: 'UTC',
  });
}

/** A panorama takes no more room than two photos. */
function clampShape(shape: number): number {
  return Math.min(2, Math.max(0.66, shape || 1));
}
