import { useState } from 'preact/hooks';
import type { KindName } from '../../src/model/content-kind.js';
import { addRoot } from '../api/library.js';
import type { Job } from '../api/types.js';
import { t } from '../language/translate.js';
import { Icon } from '../ui/icon.js';
import { OptionList } from '../ui/option-list.js';
import { KindChoice, USUAL_KINDS } from './kind-choice.js';
import { useFolders } from './use-folders.js';

const EXAMPLE = '~/Pictures';

/** Adds a folder of this machine. Browsers hide the paths of folders from pages, so the path is typed, with completions, or pasted. */
export function AddFolder({
  isDisabled,
  onStart,
}: {
  isDisabled: boolean;
  onStart: (begin: () => Promise<Job>) => Promise<boolean>;
}) {
  const [path, setPath] = useState('');
  const [kinds, setKinds] = useState<readonly KindName[]>(USUAL_KINDS);
  const [isOpen, setOpen] = useState(false);
  const [chosen, setChosen] = useState(-1);
  const folders = useFolders(path, isOpen);
  const shown = isOpen ? folders : [];

  // What was refused can be corrected.
  const submit = async () => {
    setOpen(false);
    if (await onStart(() => addRoot(path.trim(), kinds))) setPath('');
  };
  /** A folder that is chosen is completed; those in it are offered next. */
  const choose = (folder: string) => {
    setPath(folder);
    setChosen(-1);
    setOpen(true);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const at = shown[chosen];
    if (event.key === 'Escape' && shown.length > 0) setOpen(false);
    else if (event.key === 'Enter' && at !== undefined) choose(at);
    else if (event.key === 'Tab' && !event.shiftKey && path !== '' && shown[0] !== undefined) choose(at ?? shown[0]);
    else if (event.key === 'ArrowDown' && folders.length > 0) {
      setOpen(true);
      setChosen((before) => Math.min(folders.length - 1, before + 1));
    } else if (event.key === 'ArrowUp' && shown.length > 0) setChosen((before) => Math.max(-1, before - 1));
    else return;
    event.preventDefault();
  };

  return (
    <>
      <div class="add-folder-box">
        <form
          class="add-folder"
          onSubmit={(event) => {
            event.preventDefault();
            if (path.trim() !== '') void submit();
          }}
        >
          <label class="hidden-text" for="folder">
            {t('library.path')}
          </label>
          <Icon name="folder" />
          <input
            id="folder"
            type="text"
            role="combobox"
            aria-expanded={shown.length > 0}
            aria-controls="folders"
            aria-autocomplete="list"
            aria-activedescendant={chosen >= 0 && shown.length > 0 ? `folder-${chosen}` : undefined}
            placeholder={EXAMPLE}
            autocomplete="off"
            autocapitalize="none"
            spellcheck={false}
            value={path}
            onInput={(event) => {
              setPath(event.currentTarget.value);
              setChosen(-1);
              setOpen(true);
            }}
            onBlur={() => setOpen(false)}
            onKeyDown={onKeyDown}
          />
          <button
            type="submit"
            class="button is-main"
            disabled={isDisabled || path.trim() === '' || kinds.length === 0}
          >
            {t('library.index')}
          </button>
        </form>
        <OptionList
          id="folders"
          name="folder"
          label={t('library.folders')}
          items={shown}
          keyOf={(folder) => folder}
          chosen={chosen}
          onChoose={choose}
        >
          {(folder) => (
            <>
              <Icon name="folder" />
              <span class="suggestion-label">{folder}</span>
            </>
          )}
        </OptionList>
      </div>
      <KindChoice kinds={kinds} onChoose={setKinds} />
    </>
  );
}
