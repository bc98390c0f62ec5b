import { useState } from 'preact/hooks';
import { addRoot } from '../api/library.js';
import type { Job } from '../api/types.js';
import { t } from '../language/translate.js';
import { Icon } from '../ui/icon.js';

/** Adds a folder of this machine. Browsers hide the paths of folders from pages, so the path is typed or pasted. */
export function AddFolder({
  isDisabled,
  onStart,
}: {
  isDisabled: boolean;
  onStart: (begin: () => Promise<Job>) => Promise<void>;
}) {
  const [path, setPath] = useState('');
  return (
    <form
      class="add-folder"
      onSubmit={(event) => {
        event.preventDefault();
        if (path.trim() !== '') void onStart(() => addRoot(path.trim())).then(() => setPath(''));
      }}
    >
      <label class="hidden-text" for="folder">
        {t('library.path')}
      </label>
      <Icon name="folder" />
      <input
        id="folder"
        type="text"
        placeholder="/home/me/Pictures"
        autocomplete="off"
        autocapitalize="none"
        spellcheck={false}
        value={path}
        onInput={(event) => setPath(event.currentTarget.value)}
      />
      <button type="submit" class="button is-main" disabled={isDisabled || path.trim() === ''}>
        {t('library.index')}
      </button>
    </form>
  );
}
