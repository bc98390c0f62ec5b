import { useEffect, useState } from 'preact/hooks';
import { changePerson, getFacesOf, getPeople, getPerson } from '../api/people.js';
import type { LinkedPerson } from '../api/types.js';
import { t } from '../language/translate.js';
import { go } from '../state/history.js';
import { HOME } from '../state/route.js';
import { Icon } from '../ui/icon.js';
import { Link } from '../ui/link.js';
import { useAnswer } from '../ui/use-answer.js';
import { describePerson, toPersonRoute, toPhotosRoute } from './describe-person.js';
import { FaceGrid } from './face-grid.js';
import { FaceImage } from './face-image.js';
import { NameField } from './name-field.js';
import { tryChange, useMayEdit } from './use-editing.js';
import { useNaming } from './use-naming.js';

const PAGE_SIZE = 200;

/** One person: the name, the way to the photos, and every face, so that wrong ones can be taken out. */
export function PersonPage({ id }: { id: number }) {
  const isId = Number.isSafeInteger(id) && id > 0;
  const mayEdit = useMayEdit();
  const [limit, setLimit] = useState(PAGE_SIZE);
  const asked = useAnswer(isId ? String(id) : null, (signal) => getPerson(id, signal));
  const faces = useAnswer(isId ? `${id} ${limit}` : null, (signal) => getFacesOf(id, { limit, offset: 0 }, signal));
  const { answer: all } = useAnswer(mayEdit ? 'names' : null, (signal) => getPeople({ limit: 1000 }, signal));
  const [person, setPerson] = useState<LinkedPerson | undefined>(undefined);
  useEffect(() => setPerson(asked.answer), [asked.answer]);
  const people = all?.people ?? [];
  const { name, question } = useNaming(people, (now, gone) => {
    if (gone === id) go(toPersonRoute(now.id), { replace: true });
    else setPerson(now);
  });
  const error = isId ? asked.error : t('people.noId');
  const names = people.flatMap((one) => (one.id === id ? [] : (one.name ?? [])));
  const changeFaces = () => {
    asked.again();
    faces.again();
  };

  return (
    <section class="page-section" aria-labelledby="person-title">
      <p class="person-back">
        <Link to={{ ...HOME, view: 'people' }} class="text-button">
          <Icon name="left" />
          {t('people.all')}
        </Link>
      </p>
      {error !== '' && <p class="error">{error}</p>}
      {person !== undefined && (
        <>
          <header class="person-header">
            <FaceImage image={person.cover?.links.image} />
            <div>
              <h2 id="person-title">{describePerson(person)}</h2>
              <p class="person-count">{t('count.photos', { count: person.photos })}</p>
            </div>
            <div class="person-actions">
              {person.name !== null && (
                <Link to={toPhotosRoute(person)} class="button is-main">
                  <Icon name="picture" />
                  {t('people.photos')}
                </Link>
              )}
              {mayEdit && (
                <>
                  <NameField
                    key={person.name ?? ''}
                    label={t('people.name')}
                    name={person.name ?? ''}
                    names={names}
                    onName={(next) => name(person, next)}
                  />
                  <button
                    type="button"
                    class="button"
                    onClick={() =>
                      void tryChange(changePerson(id, { isHidden: !person.isHidden })).then((done) => {
                        if (done !== undefined) setPerson(done.answer);
                      })
                    }
                  >
                    <Icon name={person.isHidden ? 'plus' : 'hide'} />
                    {t(person.isHidden ? 'people.show' : 'people.hide')}
                  </button>
                </>
              )}
            </div>
          </header>
          <FaceGrid
            person={person}
            faces={faces.answer?.faces ?? []}
            people={people}
            mayEdit={mayEdit}
            onChange={changeFaces}
          />
          {faces.answer !== undefined && faces.answer.faces.length < faces.answer.total && limit < 1000 && (
            <button type="button" class="button more" onClick={() => setLimit(Math.min(1000, limit + PAGE_SIZE))}>
              {t('people.moreFaces')}
            </button>
          )}
        </>
      )}
      {question}
    </section>
  );
}
