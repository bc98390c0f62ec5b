import type { LinkedPerson } from '../api/types.js';
import { t } from '../language/translate.js';
import { Link } from '../ui/link.js';
import { describePerson, toPersonRoute } from './describe-person.js';
import { FaceImage } from './face-image.js';

/** Two people side by side, to be compared. */
export function PersonPair({ person, other }: { person: LinkedPerson; other: LinkedPerson }) {
  return (
    <ul class="person-pair">
      {[person, other].map((one) => (
        <li key={one.id}>
          <Link to={toPersonRoute(one.id)} class="person-link">
            <FaceImage image={one.cover?.links.image} />
            <span class="person-name">{describePerson(one)}</span>{' '}
            <span class="person-count">{t('count.photos', { count: one.photos })}</span>
          </Link>
        </li>
      ))}
    </ul>
  );
}
