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
  ['Ctrl A', 'help.key.all'],
  ['Esc', 'help.key.escape'],
  ['z + − 0', 'help.key.zoom'],
  ['w', 'help.key.where'],
  ['b', 'help.key.marks'],
  ['f', 'help.key.faces'],
  ['p', 'help.key.part'],
  ['Space', 'help.key.play'],
  ['PgUp PgDn', 'help.key.page'],
  ['i', 'help.key.metadata'],
  ['d', 'help.key.download'],
  ['c', 'help.key.copy'],
  ['s', 'help.key.share'],
  ['?', 'help.key.this'],
];

/** In the place of keys on a touch screen. */
const GESTURES: readonly [TextKey, TextKey][] = [
  ['gesture.tap', 'gesture.open'],
  ['gesture.long', 'gesture.select'],
  ['gesture.swipe', 'gesture.next'],
  ['gesture.pinch', 'gesture.zoom'],
  ['gesture.twice', 'gesture.close'],
  ['gesture.down', 'gesture.leave'],
];

const EXAMPLES: readonly [string, TextKey][] = [
  ['a dog on the beach', 'help.example.plain'],
  ['a dog + "snow" - "people"', 'help.example.several'],
  ['2:"red" + "car"', 'help.example.weight'],
  ['taken:2023 camera:canon', 'help.example.filters'],
  ['sunset -tag:beach', 'help.example.minus'],
  ['near:"Paris" 30km', 'help.example.place'],
];

function Keys() {
  return (
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
  );
}

function Gestures() {
  return (
    <section>
      <h3>{t('help.gestures')}</h3>
      <dl class="help-gestures">
        {GESTURES.map(([gesture, meaning]) => (
          <div key={gesture}>
            <dt>{t(gesture)}</dt>
            <dd>{t(meaning)}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

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
        {window.matchMedia('(pointer: coarse)').matches ? <Gestures /> : <Keys />}
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
