import { toLooseKey } from '../../model/comparison-key.js';
import type { ObjectClass } from './classes.js';
import { COUNTERS, NUMBER_WORDS } from './number-words.js';

/** Words for each class in one language, separated by `|`; one that often means something else begins with `~`. */
export type ClassWords = Readonly<Record<ObjectClass, string>>;

/** Most words of a language in one name: `telefone de mesa`. */
const MAX_WORDS = 4;

const UNCERTAIN = '~';

/** Endings that Korean writes without a space behind a noun: particles of subject, object, place and company. */
const KOREAN_PARTICLES = /(?:에서|하고|이랑|으로|은|는|이|가|을|를|와|과|의|에|도|랑|로)$/;

const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u;

/** Words between a number and what it counts, at most: `two small brown dogs`. */
const MAX_BETWEEN = 2;

/** So many things of a class, as a text says. */
export interface CountedClass {
  name: ObjectClass;
  /** From 2 on. */
  count: number;
}

/** A class at a place of a text. */
export interface PlacedClass {
  name: ObjectClass;
  /** Where its words begin in the text. */
  start: number;
  end: number;
}

/** A class that a word stands for. */
interface Meaning {
  name: ObjectClass;
  /** Whether the word means little else. */
  isCertain: boolean;
}

/** Translates words of several languages, with plurals and synonyms, into the classes that the detector of things knows. Imports no Node module. */
export class ObjectVocabulary {
  readonly #languages: ReadonlyMap<string, ReadonlyMap<string, Meaning>>;

  /** @param languages by ISO 639-1 code; English first, as words are looked up in this order */
  constructor(languages: Iterable<readonly [code: string, words: ClassWords]>) {
    this.#languages = new Map(Array.from(languages, ([code, words]) => [code, readWords(words)]));
  }

  /** ISO 639-1 codes. */
  get languages(): string[] {
    return [...this.#languages.keys()];
  }

  /**
   * The class that a word or name stands for; neither case, diacritics, spaces nor hyphens matter.
   * @param language ISO 639-1; absent or without words: the first language that knows the word, English before all others
   */
  find(word: string, language?: string): ObjectClass | undefined {
    const key = toKey(word);
    const own = language === undefined ? undefined : this.#languages.get(language);
    if (own !== undefined) return own.get(key)?.name;
    for (const words of this.#languages.values()) {
      const meaning = words.get(key);
      if (meaning !== undefined) return meaning.name;
    }
    return undefined;
  }

  /**
   * The classes that a text names, in order and each once: `two dogs and a teddy bear` names `dog` and `teddy bear`, but no `bear`. Words that often
   * mean something else (`orange`, `mouse`) are passed over.
   * @param languages that the text may be in, ISO 639-1. Not all: *at* is a horse in Turkish
   */
  findAll(text: string, languages: readonly string[] = ['en']): ObjectClass[] {
    return [...new Set(this.findPlaced(text, languages).map(({ name }) => name))];
  }

  /** The classes that a text names, as {@link findAll} has them, each wherever it stands; those of one language after those of another. */
  findPlaced(text: string, languages: readonly string[]): PlacedClass[] {
    const words = splitWords(text);
    const keys = words.map(({ key }) => key);
    return languages.flatMap((code) => {
      const known = this.#languages.get(code);
      const found = known === undefined ? [] : findLongest(keys, known, code === 'ko');
      return found.map(({ name, from, end }) => ({
        ...{ name, start: words[from]?.start ?? 0, end: words[end - 1]?.end ?? text.length },
      }));
    });
  }

  /**
   * How many things of which classes a text names, each class once: `two dogs and three children`. The number stands before them, or behind
   * them, as in Korean and Thai.
   * @param languages that the text may be in, ISO 639-1
   */
  findCounted(text: string, languages: readonly string[] = ['en']): CountedClass[] {
    const words = splitWords(text).map(({ key }) => key);
    const counted = new Map<ObjectClass, number>();
    for (const code of languages) {
      const known = this.#languages.get(code);
      const numbers = readNumbers(words, code);
      if (known === undefined || numbers.size === 0) continue;
      const named = findLongest(words, known, code === 'ko');
      for (const [at, count] of numbers) {
        const behind = named.find(({ from }) => from > at);
        const ahead = named.findLast(({ end }) => end <= at);
        const isNext = behind !== undefined && behind.from - at <= MAX_BETWEEN + 1;
        const thing = isNext
          ? behind
          : ahead !== undefined && NOUN_FIRST.has(code) && ahead.end === at
            ? ahead
            : undefined;
        if (thing !== undefined && !counted.has(thing.name)) counted.set(thing.name, count);
      }
    }
    return [...counted].map(([name, count]) => ({ name, count }));
  }
}

/** Languages that put numbers behind what they count. */
const NOUN_FIRST: ReadonlySet<string> = new Set(['ja', 'ko', 'th', 'zh']);

/** Numbers from 2 on by the place of their words. */
function readNumbers(words: readonly string[], language: string): Map<number, number> {
  const own = numberKeys(language);
  const numbers = new Map<number, number>();
  for (const [at, word] of words.entries()) {
    // `两只` is one word or two.
    const bare = word.length > 1 && COUNTERS.has(word.slice(-1)) ? word.slice(0, -1) : word;
    const count = /^[2-9]$/.test(bare) ? Number(bare) : (own.get(bare) ?? own.get(word));
    if (count !== undefined) numbers.set(at, count);
  }
  return numbers;
}

const keysOf = new Map<string, ReadonlyMap<string, number>>();

function numberKeys(language: string): ReadonlyMap<string, number> {
  const made =
    keysOf.get(language) ??
    new Map(
      (NUMBER_WORDS[language] ?? []).flatMap((list, i) => list.split('|').map((word) => [toKey(word), i + 2] as const)),
    );
  keysOf.set(language, made);
  return made;
}

function readWords(words: ClassWords): Map<string, Meaning> {
  const known = new Map<string, Meaning>();
  for (const [name, list] of Object.entries(words) as [ObjectClass, string][])
    for (const word of list.split('|')) {
      const key = toKey(word);
      if (!known.has(key)) known.set(key, { name, isCertain: !word.startsWith(UNCERTAIN) });
    }
  return known;
}

/** At each word the longest name that begins there. */
function findLongest(
  words: readonly string[],
  known: ReadonlyMap<string, Meaning>,
  hasParticles: boolean,
): { name: ObjectClass; from: number; end: number }[] {
  const found: { name: ObjectClass; from: number; end: number }[] = [];
  for (let i = 0; i < words.length; ) {
    let count = Math.min(MAX_WORDS, words.length - i);
    let meaning: Meaning | undefined;
    for (; count > 0; count--) {
      const name = words.slice(i, i + count).join('');
      meaning = known.get(name) ?? (hasParticles ? known.get(name.replace(KOREAN_PARTICLES, '')) : undefined);
      if (meaning !== undefined) break;
    }
    const end = i + Math.max(1, count);
    if (meaning?.isCertain) found.push({ name: meaning.name, from: i, end });
    i = end;
  }
  return found;
}

/** Letters and digits only: `Hot-Dog`, `hot dog` and `hotdog` are one. */
function toKey(text: string): string {
  return toLooseKey(text).replace(/[^\p{L}\p{N}]+/gu, '');
}

/** A word of a text, by its key. */
interface PlacedWord {
  key: string;
  start: number;
  end: number;
}

function splitWords(text: string): PlacedWord[] {
  const parts = UNSPACED.test(text)
    ? Array.from(new Intl.Segmenter(undefined, { granularity: 'word' }).segment(text))
    : Array.from(text.matchAll(/[\p{L}\p{N}\p{M}]+/gu), ({ index, 0: segment }) => ({ index, segment }));
  return parts
    .map(({ index, segment }) => ({ key: toKey(segment), start: index, end: index + segment.length }))
    .filter(({ key }) => key !== '');
}

/** How many words a text has. */
export function countWords(text: string): number {
  return splitWords(text).length;
}
