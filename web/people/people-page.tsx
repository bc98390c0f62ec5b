import { useEffect, useState } from 'preact/hooks';
import { changePerson, getPeople } from '../api/people.js';
import type { LinkedPerson } from '../api/types.js';
import { t } from '../language/translate.js';
import { showToast } from '../ui/toast.js';
import { useAnswer } from '../ui/use-answer.js';
import { describePerson } from './describe-person.js';
import { PersonTile } from './person-tile.js';
import { Suggestions } from './suggestions.js';
import { tryChange, useMayEdit } from './use-editing.js';
import { useNaming } from './use-naming.js';

/** Those with a name come first: they are complete in the first portion of all but huge families. */
const PAGE_SIZE = 300;

/** Everybody whose face is in photos. The order stays while names are given: nobody moves away under the pointer. */
export function PeoplePage() {
  const [showsHidden, setShowsHidden] = useState(false);
  const [limit, setLimit] = useState(PAGE_SIZE);
  const mayEdit = useMayEdit();
  const { answer, error, isMissing, again } = useAnswer(`${showsHidden} ${limit}`, (signal) =>
    getPeople({ limit, ...(showsHidden && { hidden: true }) }, signal),
  );
  /** People as they are since the answer; `null`: no more. */
  const [changed, setChanged] = useState<ReadonlyMap<number, LinkedPerson | null>>(new Map());
  useEffect(() => setChanged(new Map()), [answer]);
  const people = (answer?.people ?? []).flatMap((person) => {
    const now = changed.get(person.id);
    return now === null ? [] : [now ?? person];
  });
  const change = (person: LinkedPerson, gone: number | null) => {
    setChanged((before) => {
      const next = new Map(before).set(person.id, person);
      return gone === null ? next : next.set(gone, null);
    });
  };
  const { name, question } = useNaming(people, change);
  const hide = async (person: LinkedPerson, isHidden: boolean) => {
    const done = await tryChange(changePerson(person.id, { isHidden }));
    if (done === undefined) return;
    setChanged((before) => new Map(before).set(person.id, isHidden && !showsHidden ? null : done.answer));
    showToast(t(isHidden ? 'people.hidden' : 'people.shown', { name: describePerson(person) }));
  };
  const names = people.flatMap((person) => person.name ?? []);

  return (
    <section class="page-section" aria-labelledby="people-title">
      <header class="page-header">
        <h2 id="people-title">{t('bar.people')}</h2>
        {mayEdit && <p>{t('people.intro')}</p>}
      </header>
      {isMissing && <p class="notice">{t('people.unavailable')}</p>}
      {error !== '' && <p class="error">{error}</p>}
      {answer !== undefined && mayEdit && <Suggestions onMerge={again} />}
      {answer?.total === 0 && <p class="quiet">{t('people.none')}</p>}
      {people.length > 0 && (
        <ul class="people" aria-label={t('bar.people')}>
          {people.map((person) => (
            <PersonTile
              key={person.id}
              person={person}
              names={names}
              mayEdit={mayEdit}
              onName={name}
              onHide={(one, isHidden) => void hide(one, isHidden)}
            />
          ))}
        </ul>
      )}
      <div class="people-more">
        {answer !== undefined && answer.people.length < answer.total && limit < 1000 && (
          <button type="button" class="button" onClick={() => setLimit(Math.min(1000, limit + PAGE_SIZE))}>
            {t('people.more')}
          </button>
        )}
        {answer !== undefined && mayEdit && (
          <label class="check">
            <input type="checkbox" checked={showsHidden} onChange={() => setShowsHidden(!showsHidden)} />
            {t('people.showHidden')}
          </label>
        )}
      </div>
      {question}
    </section>
  );
}
