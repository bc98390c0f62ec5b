import '../styles/people.css';
import { t } from '../language/translate.js';
import { toShares } from '../photo/stage/to-shares.js';
import { Link } from '../ui/link.js';
import { describePerson, toPersonRoute } from './describe-person.js';
import { useFacesIn } from './use-faces-in.js';

/** The faces in a photo with the names of people; each leads to the person. @param frame ordinal; `null`: a photo */
export function FaceLayer({ id, frame }: { id: number; frame: number | null }) {
  const { answer, error } = useFacesIn(id);
  const found = answer?.id === id ? answer.faces : undefined;
  const faces = (found ?? []).filter((face) => face.frame === (frame ?? 0) && face.person !== null);
  return (
    <>
      {faces.map(({ id: faceId, box, person }) =>
        person === null ? null : (
          <Link
            key={faceId}
            to={toPersonRoute(person.id)}
            class="stage-face"
            style={toShares(box)}
            label={describePerson(person)}
          >
            {person.name !== null && <span class="stage-face-name">{person.name}</span>}
          </Link>
        ),
      )}
      {faces.length === 0 && (
        <span class="stage-wait" role="status">
          {found === undefined ? error || t('faces.looking') : t('faces.none')}
        </span>
      )}
    </>
  );
}
