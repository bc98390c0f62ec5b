import type { LinkedPerson } from '../api/types.js';
import { t } from '../language/translate.js';
import { Icon } from '../ui/icon.js';
import { Link } from '../ui/link.js';
import { describePerson, toPersonRoute } from './describe-person.js';
import { FaceImage } from './face-image.js';
import { NameField } from './name-field.js';

interface PersonTileProps {
  person: LinkedPerson;
  /** Names that are known already. */
  names: readonly string[];
  mayEdit: boolean;
  onName: (person: LinkedPerson, name: string) => Promise<boolean>;
  onHide: (person: LinkedPerson, isHidden: boolean) => void;
}

/** A person: the face, the name or a field for it, and in how many photos. */
export function PersonTile({ person, names, mayEdit, onName, onHide }: PersonTileProps) {
  const { id, name, isHidden, photos, cover } = person;
  const count = t('count.photos', { count: photos });
  const needsName = name === null && mayEdit;
  return (
    <li class={isHidden ? 'person is-hidden' : 'person'}>
      <Link
        to={toPersonRoute(id)}
        class="person-link"
        {...(needsName && { label: `${describePerson(person)}, ${count}` })}
      >
        <FaceImage image={cover?.links.image} />
        {!needsName && (
          <>
            <span class="person-name">{describePerson(person)}</span> <span class="person-count">{count}</span>
          </>
        )}
      </Link>
      {needsName && (
        <>
          <NameField
            label={t('people.nameOf', { photos: count })}
            names={names}
            onName={(next) => onName(person, next)}
          />
          <span class="person-count">{count}</span>
        </>
      )}
      {mayEdit && (
        <button
          type="button"
          class="person-hide"
          aria-label={t(isHidden ? 'people.showOf' : 'people.hideOf', { name: describePerson(person) })}
          title={t(isHidden ? 'people.show' : 'people.hide')}
          onClick={() => onHide(person, !isHidden)}
        >
          <Icon name={isHidden ? 'plus' : 'hide'} />
        </button>
      )}
    </li>
  );
}
