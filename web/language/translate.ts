/** The language of the page: catalogues in `web/languages`, one file a language, of which English and the chosen one are loaded. */
import i18next from 'i18next';
import english from '../languages/en.json';

type WithoutPlural<Key extends string> = Key extends `${infer Name}_${'one' | 'other'}` ? Name : Key;

/** A text of the page. */
export type TextKey = WithoutPlural<keyof typeof english>;

/** The catalogues that are loaded on use. */
const CATALOGUES = import.meta.glob<Record<string, string>>(['../languages/*.json', '!../languages/en.json'], {
  import: 'default',
});

/** Codes of the languages there are (ISO 639-1). */
export const LANGUAGES: readonly string[] = [
  'en',
  ...Object.keys(CATALOGUES).map((path) => path.slice(path.lastIndexOf('/') + 1, -'.json'.length)),
].sort();

const STORED = 'language';

/** The language chosen on this page before, or else the first of the browser's that there is. */
export function chooseLanguage(stored: string | null, preferred: readonly string[]): string {
  const wanted = [stored ?? '', ...preferred].map((tag) => tag.toLowerCase().split('-')[0] ?? '');
  return wanted.find((code) => LANGUAGES.includes(code)) ?? 'en';
}

/** Loads the language of the page. */
export async function startLanguage(): Promise<void> {
  await i18next.init({
    lng: 'en',
    fallbackLng: 'en',
    resources: { en: { translation: english } },
    keySeparator: false,
    nsSeparator: false,
    // Preact escapes.
    interpolation: { escapeValue: false },
  });
  await loadLanguage(chooseLanguage(readStored(), navigator.languages));
}

/** Changes the language, and remembers the choice in this browser. */
export async function changeLanguage(code: string): Promise<void> {
  await loadLanguage(code);
  try {
    localStorage.setItem(STORED, code);
  } catch {
    // A browser that keeps nothing: the choice holds while the page is open.
  }
}

export function getLanguage(): string {
  return i18next.language;
}

/** A text in the language of the page; `count` selects the plural. */
export function t(key: TextKey, values: Record<string, string | number> = {}): string {
  return i18next.t(key, values);
}

/** A number in the language of the page. */
export function formatNumber(value: number, options?: Intl.NumberFormatOptions): string {
  return value.toLocaleString(getLanguage(), options);
}

async function loadLanguage(code: string): Promise<void> {
  const load = CATALOGUES[`../languages/${code}.json`];
  try {
    if (load !== undefined) i18next.addResourceBundle(code, 'translation', await load());
    await i18next.changeLanguage(code);
  } catch {
    // The server was replaced by a newer one, or is gone: the page stays in the language it has.
  }
  document.documentElement.lang = getLanguage();
}

function readStored(): string | null {
  try {
    return localStorage.getItem(STORED);
  } catch {
    return null;
  }
}
