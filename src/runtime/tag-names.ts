import { readdirSync, readFileSync } from 'node:fs';
import { toComparisonKey } from '../model/comparison-key.js';

/** The names of the shipped tags in one language, by their names in English. */
export interface TagNames {
  groups: Readonly<Record<string, string>>;
  tags: Readonly<Record<string, string>>;
}

const FOLDER = new URL('../../data/tags/', import.meta.url);

let byTranslation: Map<string, string[]> | undefined;

/** Languages that the shipped tags have names in, as ISO 639-1 codes: one for each file `data/tags/names.CODE.json`, and English. */
export function listTagLanguages(): string[] {
  const codes = readdirSync(FOLDER).flatMap((file) => /^names\.([a-z]{2,3})\.json$/.exec(file)?.[1] ?? []);
  return ['en', ...codes].sort();
}

/** @param language one of {@link listTagLanguages}, without `en` */
export function readTagNames(language: string): TagNames {
  return JSON.parse(readFileSync(new URL(`names.${language}.json`, FOLDER), 'utf8')) as TagNames;
}

/** The names in English of the shipped tags that have this name in another language: `Strand` is `beach`. */
export function translateTag(name: string): readonly string[] {
  byTranslation ??= loadTranslations();
  return byTranslation.get(toComparisonKey(name)) ?? [];
}

function loadTranslations(): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const language of listTagLanguages()) {
    if (language === 'en') continue;
    for (const [english, name] of Object.entries(readTagNames(language).tags)) {
      const key = toComparisonKey(name);
      found.set(key, [...(found.get(key) ?? []), english]);
    }
  }
  return found;
}
