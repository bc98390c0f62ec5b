import { changeLanguage, getLanguage, LANGUAGES, t } from './translate.js';

/** The choice of the page's language, each under its own name. */
export function LanguageMenu({ onChange }: { onChange: () => void }) {
  return (
    <label class="language">
      <span>{t('bar.language')}</span>
      <select
        id="language"
        value={getLanguage()}
        onChange={(event) => void changeLanguage(event.currentTarget.value).then(onChange)}
      >
        {LANGUAGES.map((code) => (
          <option key={code} value={code} lang={code}>
            {new Intl.DisplayNames(code, { type: 'language' }).of(code)}
          </option>
        ))}
      </select>
    </label>
  );
}
