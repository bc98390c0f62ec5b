import { readdirSync, readFileSync } from 'node:fs';
import { toLooseKey } from '../../model/comparison-key.js';

/** Words of places in one language, as `data/languages/places/CODE.json` holds them. */
interface PlaceWords {
  /** Words for `near`, before or behind a place, separated by `|`. */
  near: string;
  /** Per name of the table of cities, those of the language, separated by `|`. */
  cities: Record<string, string>;
}

const FOLDER = new URL('../../../data/languages/places/', import.meta.url);

let known: { near: string[]; cities: Map<string, string> } | undefined;

/**
 * The name of a city as the table of cities has it, out of a name in another language, with a word for `near` or without: `près de Paris`,
 * `Mailand`, `巴黎附近`.
 * @returns candidates, the likeliest first; the text without its word for `near` may be a name of the table
 */
export function translatePlace(text: string): string[] {
  known ??= load();
  const { near, cities } = known;
  const key = toLooseKey(text).replace(/\s+/g, ' ');
  const bare = near.flatMap((word) => {
    if (key.startsWith(word) && isEnd(word.at(-1), key[word.length])) return key.slice(word.length).trim();
    return key.endsWith(word) && isEnd(key.at(-word.length - 1), word[0]) ? key.slice(0, -word.length).trim() : [];
  });
  // Without the longest word: `près d'Arles`.
  const names = [key, ...bare].filter((name) => name !== '');
  return [...new Set(names.flatMap((name) => cities.get(name) ?? [])), ...bare];
}

/** Whether a word ends between two characters: there are no spaces in Chinese, Japanese and Korean. */
function isEnd(before: string | undefined, after: string | undefined): boolean {
  if (before === undefined || after === undefined || before === "'") return true;
  return !/[\p{L}\p{N}]/u.test(after) || !/[\p{L}\p{N}]/u.test(before) || !isSpaced(before) || !isSpaced(after);
}

function isSpaced(letter: string): boolean {
  return !/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u.test(letter);
}

function load(): { near: string[]; cities: Map<string, string> } {
  const near: string[] = [];
  const cities = new Map<string, string>();
  for (const file of readdirSync(FOLDER).sort()) {
    const words = JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8')) as PlaceWords;
    near.push(...words.near.split('|').map(toLooseKey));
    for (const [name, others] of Object.entries(words.cities))
      for (const other of others.split('|')) if (!cities.has(toLooseKey(other))) cities.set(toLooseKey(other), name);
  }
  return { near: near.sort((a, b) => b.length - a.length), cities };
}
