import { useId, useState } from 'preact/hooks';
import { t } from '../language/translate.js';
import { OptionList } from '../ui/option-list.js';
import { completeName } from './describe-person.js';

interface NameFieldProps {
  /** Accessible name. */
  label: string;
  /** What is in it at first. */
  name?: string;
  /** In an empty field; default: that a name can be added. */
  placeholder?: string;
  /** Names that are known already. */
  names: readonly string[];
  /** @returns whether it is done; otherwise what was typed stays */
  onName: (name: string) => Promise<boolean>;
}

/** A field for a name, with completions. Enter takes the name; Esc brings the one before back. */
export function NameField({ label, name = '', placeholder = t('people.addName'), names, onName }: NameFieldProps) {
  const id = useId();
  const [typed, setTyped] = useState(name);
  const [chosen, setChosen] = useState(-1);
  const [isOpen, setOpen] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const shown = isOpen ? completeName(typed, names) : [];
  const take = async (text: string) => {
    const next = text.trim();
    setOpen(false);
    setTyped(next);
    if (next === name.trim() || isBusy) return;
    setBusy(true);
    const isDone = await onName(next);
    setBusy(false);
    if (!isDone) setTyped(name);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter') void take(shown[chosen] ?? typed);
    else if (event.key === 'Escape' && (typed !== name || shown.length > 0)) {
      setTyped(name);
      setOpen(false);
    } else if (event.key === 'ArrowDown' && shown.length > 0)
      setChosen((before) => Math.min(shown.length - 1, before + 1));
    else if (event.key === 'ArrowUp' && shown.length > 0) setChosen((before) => Math.max(-1, before - 1));
    else return;
    event.preventDefault();
  };
  return (
    <div class="name-field">
      <input
        type="text"
        role="combobox"
        aria-label={label}
        aria-expanded={shown.length > 0}
        aria-controls={`${id}-names`}
        aria-autocomplete="list"
        aria-activedescendant={chosen >= 0 && shown.length > 0 ? `${id}-${chosen}` : undefined}
        placeholder={placeholder}
        autocomplete="off"
        maxLength={200}
        spellcheck={false}
        value={typed}
        readOnly={isBusy}
        onInput={(event) => {
          setTyped(event.currentTarget.value);
          setChosen(-1);
          setOpen(true);
        }}
        onBlur={() => {
          // Half of a name is none; what was typed stays for the one who comes back.
          setOpen(false);
        }}
        onKeyDown={onKeyDown}
      />
      <OptionList
        id={`${id}-names`}
        name={id}
        label={t('people.names')}
        items={shown}
        keyOf={(one) => one}
        chosen={chosen}
        onChoose={(one) => void take(one)}
      >
        {(one) => <span class="suggestion-label">{one}</span>}
      </OptionList>
    </div>
  );
}
