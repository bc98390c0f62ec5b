import { LanguageMenu } from '../language/language-menu.js';
import { type TextKey, t } from '../language/translate.js';
import { Dialog } from '../ui/dialog.js';
import { Icon } from '../ui/icon.js';

const KEYS: readonly [string, TextKey][] = [
  ['/', 'help.key.box'],
  ['Enter', 'help.key.enter'],
  ['← → ↑ ↓', 'help.key.arrows'],
  ['m', 'help.key.more'],
  ['l', 'help.key.less'],
  ['x', 'help.key.select'],
  ['Esc', 'help.key.escape'],
  ['i', 'help.key.metadata'],
  ['d', 'help.key.download'],
  ['c', 'help.key.copy'],
  ['?', 'help.key.this'],
];

const EXAMPLES: readonly [string, TextKey][] = [
  ['a dog on the beach', 'help.example.plain'],
  ['a dog + "snow" - "people"', 'help.example.several'],
  ['2:"red" + "car"', 'help.example.weight'],
  ['taken:2023 camera:canon', 'help.example.filters'],
  ['sunset -tag:beach', 'help.example.minus'],
  ['near:"Paris" 30km', 'help.example.place'],
];

/** @param onLanguage the language of the page was changed */
export function Help({ onClose, onLanguage }: { onClose: () => void; onLanguage: () => void }) {
  return (
    <Dialog class="help" label={t('bar.help')} onClose={onClose}>
      <header>
        <h2>{t('help.title')}</h2>
        <button type="button" class="icon-button" aria-label={t('help.close')} onClick={onClose}>
          <Icon name="close" />
        </button>
      </header>
      <div class="help-columns">
        <section>
          <h3>{t('help.keys')}</h3>
          <dl>
            {KEYS.map(([key, meaning]) => (
              <div key={key}>
                <dt>
                  <kbd>{key}</kbd>
                </dt>
                <dd>{t(meaning)}</dd>
              </div>
            ))}
          </dl>
        </section>
        <section>
          <h3>{t('help.asked')}</h3>
          <dl class="help-examples">
            {EXAMPLES.map(([query, meaning]) => (
              <div key={query}>
                <dt>
                  <code>{query}</code>
                </dt>
                <dd>{t(meaning)}</dd>
              </div>
            ))}
          </dl>
          <p>{t('help.image')}</p>
        </section>
      </div>
      <LanguageMenu onChange={onLanguage} />
      <p class="help-credit">{t('help.credit')}</p>
    </Dialog>
  );
}
