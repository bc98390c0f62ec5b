import type { LinkedPerson } from '../api/types.js';
import { t } from '../language/translate.js';
import { Dialog } from '../ui/dialog.js';
import { PersonPair } from './person-pair.js';

interface SamePersonProps {
  person: LinkedPerson;
  /** Has the name already. */
  other: LinkedPerson & { name: string };
  onYes: () => void;
  /** Two people have this name. */
  onNo: () => void;
  onClose: () => void;
}

/** Somebody was given the name of somebody else. Esc, or Enter once more, leaves all as it is. */
export function SamePerson({ person, other, onYes, onNo, onClose }: SamePersonProps) {
  return (
    <Dialog class="confirm same-person" label={t('people.isSame')} onClose={onClose}>
      <h2>{t('people.isSame')}</h2>
      <PersonPair person={person} other={other} />
      <p>{t('people.sameAbout')}</p>
      <div class="confirm-buttons">
        <button type="button" class="button" data-first onClick={onClose}>
          {t('confirm.cancel')}
        </button>
        <button type="button" class="button" onClick={onNo}>
          {t('people.anotherOne', { name: other.name })}
        </button>
        <button type="button" class="button is-main" onClick={onYes}>
          {t('people.yes')}
        </button>
      </div>
    </Dialog>
  );
}
