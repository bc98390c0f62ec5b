import { useState } from 'preact/hooks';
import { getPeopleSuggestions, keepPeopleApart, mergePeople } from '../api/people.js';
import { t } from '../language/translate.js';
import { useAnswer } from '../ui/use-answer.js';
import { PersonPair } from './person-pair.js';
import { tryChange } from './use-editing.js';

/** One pair of people after the other who may be one. @param onMerge two became one */
export function Suggestions({ onMerge }: { onMerge: () => void }) {
  const { answer, again } = useAnswer('suggestions', getPeopleSuggestions);
  /** Pairs that were answered, or left for later. */
  const [seen, setSeen] = useState<ReadonlySet<string>>(new Set());
  const [isBusy, setBusy] = useState(false);
  const open = (answer ?? []).filter((pair) => !seen.has(toKey(pair)));
  const [pair] = open;
  if (pair === undefined) return null;
  const { person, other } = pair;
  const leave = () => setSeen(new Set(seen).add(toKey(pair)));
  const decide = async (change: Promise<unknown>, isMerge: boolean) => {
    setBusy(true);
    const done = await tryChange(change);
    setBusy(false);
    if (done === undefined) return;
    leave();
    if (!isMerge) return;
    // Others are asked about the new group.
    again();
    onMerge();
  };
  return (
    <section class="people-question" aria-labelledby="people-question-title">
      <h3 id="people-question-title">
        {t('people.isSame')} <span class="home-count">{t('people.questions', { count: open.length })}</span>
      </h3>
      <PersonPair person={person} other={other} />
      <div class="people-answers">
        <button
          type="button"
          class="button is-main"
          disabled={isBusy}
          onClick={() => void decide(mergePeople(other.id, [person.id]), true)}
        >
          {t('people.yes')}
        </button>
        <button
          type="button"
          class="button"
          disabled={isBusy}
          onClick={() => void decide(keepPeopleApart(person.id, other.id), false)}
        >
          {t('people.no')}
        </button>
        <button type="button" class="text-button" disabled={isBusy} onClick={leave}>
          {t('people.unsure')}
        </button>
      </div>
    </section>
  );
}

function toKey({ person, other }: { person: { id: number }; other: { id: number } }): string {
  return `${person.id}-${other.id}`;
}
