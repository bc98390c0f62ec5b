import '../styles/people.css';
import type { LinkedFace } from '../api/types.js';
import { t } from '../language/translate.js';
import { Link } from '../ui/link.js';
import { toPersonRoute } from './describe-person.js';
import { FaceImage } from './face-image.js';
import { useFacesIn } from './use-faces-in.js';

/** The people in a photo, each once. Nothing without any. */
export function PhotoPeople({ id }: { id: number }) {
  const { answer } = useFacesIn(id);
  const seen = new Map<number, LinkedFace>();
  for (const face of answer?.id === id ? answer.faces : [])
    if (face.person !== null && !seen.has(face.person.id)) seen.set(face.person.id, face);
  if (seen.size === 0) return null;
  return (
    <ul class="photo-people" aria-label={t('bar.people')}>
      {Array.from(seen, ([personId, { links, person }]) => (
        <li key={personId}>
          <Link
            to={toPersonRoute(personId)}
            class="person-link"
            {...(person?.name == null && { label: t('people.unnamed') })}
          >
            <FaceImage image={links.image} />
            {person?.name != null && <span class="person-name">{person.name}</span>}
          </Link>
        </li>
      ))}
    </ul>
  );
}
