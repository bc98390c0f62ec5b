import { useEffect, useState } from 'preact/hooks';
import { assignFaces } from '../api/people.js';
import type { AssignTarget, LinkedFace, LinkedPerson } from '../api/types.js';
import { t } from '../language/translate.js';
import { getFileName } from '../results/tile-data.js';
import { Icon } from '../ui/icon.js';
import { Link } from '../ui/link.js';
import { describePerson, isSameName, toPersonRoute } from './describe-person.js';
import { NameField } from './name-field.js';
import { tryChange } from './use-editing.js';

interface FaceGridProps {
  person: LinkedPerson;
  faces: readonly LinkedFace[];
  /** Everybody, for the names. */
  people: readonly LinkedPerson[];
  mayEdit: boolean;
  /** Faces are of somebody else now. */
  onChange: () => void;
}

/** The faces of a person. Each opens its photo; those that are chosen can be taken out. */
export function FaceGrid({ person, faces, people, mayEdit, onChange }: FaceGridProps) {
  const [chosen, setChosen] = useState<ReadonlySet<number>>(new Set());
  const [isBusy, setBusy] = useState(false);
  useEffect(() => setChosen(new Set()), [faces]);
  const toggle = (id: number) => {
    const next = new Set(chosen);
    if (!next.delete(id)) next.add(id);
    setChosen(next);
  };
  const assign = async (target: AssignTarget) => {
    setBusy(true);
    const done = await tryChange(assignFaces([...chosen], target));
    setBusy(false);
    if (done !== undefined) onChange();
    return done !== undefined;
  };
  /** Somebody with the name, or somebody new. */
  const give = (name: string) => {
    if (name === '') return Promise.resolve(false);
    const known = people.find((one) => one.id !== person.id && one.name !== null && isSameName(one.name, name));
    return assign(known === undefined ? { newPerson: name } : { person: known.id });
  };
  const names = people.flatMap((one) => (one.id === person.id ? [] : (one.name ?? [])));
  return (
    <>
      {mayEdit && <p class="quiet">{t('people.choose')}</p>}
      <ul class="faces" aria-label={t('people.faces')}>
        {faces.map((face) => {
          const name = getFileName(face.path);
          return (
            <li key={face.id} class={chosen.has(face.id) ? 'face-tile is-chosen' : 'face-tile'}>
              <Link
                to={{ ...toPersonRoute(person.id), photo: face.photoId }}
                class="face-link"
                label={t('home.open', { name })}
              >
                <img src={face.links.image} alt="" loading="lazy" draggable={false} />
              </Link>
              {mayEdit && (
                <label class="face-check">
                  <input
                    type="checkbox"
                    checked={chosen.has(face.id)}
                    aria-label={t('people.chooseFace', { name })}
                    onChange={() => toggle(face.id)}
                  />
                </label>
              )}
            </li>
          );
        })}
      </ul>
      {chosen.size > 0 && (
        <section class="face-actions" aria-label={t('people.chosen')}>
          <p role="status">{t('people.chosenCount', { count: chosen.size })}</p>
          <button
            type="button"
            class="button is-main"
            disabled={isBusy}
            onClick={() => void assign({ notThis: person.id })}
          >
            <Icon name="close" />
            {person.name === null ? t('people.notThis') : t('people.notNamed', { name: describePerson(person) })}
          </button>
          <button type="button" class="button" disabled={isBusy} onClick={() => void assign('no-face')}>
            {t('people.noFace')}
          </button>
          <NameField label={t('people.thisIs')} placeholder={t('people.somebody')} names={names} onName={give} />
          <button type="button" class="text-button" onClick={() => setChosen(new Set())}>
            {t('selection.clear')}
          </button>
        </section>
      )}
    </>
  );
}
