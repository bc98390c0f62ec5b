import type { LinkedPerson } from '../api/types.js';
import { t } from '../language/translate.js';
import { toPhotosRoute } from '../people/describe-person.js';
import { HOME } from '../state/route.js';
import { Link } from '../ui/link.js';

/** People with many photos, those with a name first; each leads to the photos. */
export function PeopleRow({ people }: { people: readonly LinkedPerson[] }) {
  const shown = people.filter(({ cover }) => cover !== null);
  if (shown.length === 0) return null;
  return (
    <section class="home-row" aria-label={t('bar.people')}>
      <h2>
        <Link to={{ ...HOME, view: 'people' }} class="home-row-link">
          {t('bar.people')}
        </Link>
      </h2>
      <ul class="home-covers">
        {shown.map(({ id, name, photos, cover }) => (
          <li key={id}>
            <Link to={toPhotosRoute({ id, name })} class="home-person">
              <img src={cover?.links.image} alt="" loading="lazy" />
              <span class="way-label">{name ?? t('people.unnamed')}</span>
              <span class="home-count">{t('count.photos', { count: photos })}</span>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}
