import { toLooseKey } from '../../../model/comparison-key.js';
import { findNearest } from '../../../runtime/find-nearest.js';

/** Codes that `Intl.DisplayNames` names and that are no country today. */
const NO_COUNTRIES = new Set(['EU', 'EZ', 'UN', 'ZZ', 'QO', 'XA', 'XB']);

/** Common names that `Intl.DisplayNames` does not have. Values are codes. */
const OTHER_NAMES: Record<string, string> = {
  usa: 'US',
  america: 'US',
  'united states of america': 'US',
  uk: 'GB',
  'great britain': 'GB',
  britain: 'GB',
  england: 'GB',
  scotland: 'GB',
  wales: 'GB',
  holland: 'NL',
  'czech republic': 'CZ',
  turkey: 'TR',
  burma: 'MM',
  'ivory coast': 'CI',
  'hong kong': 'HK',
  macau: 'MO',
  uae: 'AE',
};

let known: { codes: Set<string>; byName: Map<string, string>; names: Map<string, string> } | undefined;

/** Languages whose names of countries are understood beside English. */
const LANGUAGES = 'de fr es it pt nl sv da nb fi pl cs hu ro el tr ru uk zh-Hans zh-Hant ja ko vi id ar hi'.split(' ');

let inOtherLanguages: Map<string, string> | undefined;

/** A country's ISO 3166-1 alpha-2 code out of its code or its name in English or another language (`Frankreich`, `法国`). */
export function findCountry(text: string): string | undefined {
  const { codes, byName } = load();
  const upper = text.trim().toUpperCase();
  if (codes.has(upper)) return upper;
  const key = toLooseKey(text);
  const found = byName.get(key);
  if (found !== undefined) return found;
  // Made only now: some 10 ms.
  inOtherLanguages ??= nameInOtherLanguages(codes);
  return inOtherLanguages.get(key);
}

function nameInOtherLanguages(codes: ReadonlySet<string>): Map<string, string> {
  const names = new Map<string, string>();
  for (const language of LANGUAGES) {
    const display = new Intl.DisplayNames([language], { type: 'region', fallback: 'none' });
    for (const code of codes) {
      const name = display.of(code) ?? code;
      for (const one of [name, name.replace(/\s*[(（].*[)）]/, '')]) {
        const key = toLooseKey(one);
        if (!names.has(key)) names.set(key, code);
      }
    }
  }
  return names;
}

/** A country whose name is nearly this. */
export function suggestCountry(text: string): string | undefined {
  const { byName, names } = load();
  const name = findNearest(toLooseKey(text), byName.keys(), 2);
  return name === undefined ? undefined : names.get(byName.get(name) as string);
}

/** A country's name in English; its code when it has none. */
export function nameCountry(code: string): string {
  return load().names.get(code) ?? code;
}

function load() {
  if (known !== undefined) return known;
  const display = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' });
  const names = new Map<string, string>();
  const byName = new Map<string, string>();
  const letters = Array.from({ length: 26 }, (_, i) => String.fromCharCode(65 + i));
  for (const code of letters.flatMap((a) => letters.map((b) => a + b))) {
    // A former code (DD) resolves to its successor.
    const today = new Intl.Locale('und', { region: code }).region;
    const name = today === code && !NO_COUNTRIES.has(code) ? display.of(code) : undefined;
    if (name === undefined) continue;
    names.set(code, name);
    // "Myanmar (Burma)" has two names; "St. Lucia" and "Saint Lucia" are the same.
    for (const one of [name, name.replace(/\s*\(.*\)/, ''), name.replace('St.', 'Saint'), name.replace('&', 'and')])
      byName.set(toLooseKey(one), code);
  }
  for (const [name, code] of Object.entries(OTHER_NAMES)) byName.set(name, code);
  known = { codes: new Set(names.keys()), byName, names };
  return known;
}
