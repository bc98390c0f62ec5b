import { PhotoseekError } from '../../errors.js';

/** A word that photos are tagged with. */
export interface VocabularyWord {
  name: string;
  /** The heading it stands under; empty when there is none. */
  group: string;
  /** What a photo is compared with; at least one. */
  prompts: string[];
}

/** A vocabulary file, understood. */
export interface Vocabulary {
  words: VocabularyWord[];
  /** The file adds to the words that ship with the program, or takes some away, instead of replacing them. */
  extends: boolean;
  /** Names to take away from what is extended. */
  without: string[];
}

/** A longer list would take seconds a thousand photos. */
const MAX_WORDS = 5000;
const MAX_LENGTH = 200;

/**
 * Reads a vocabulary: a word a line, `name` or `name: prompt | prompt`; `[group]` begins a group; `#` begins a comment; the line `@extend`
 * adds to the words that ship, and `-name` then takes one of them away.
 * @throws PhotoseekError `bad-argument` that names the line
 */
export function parseVocabulary(text: string, fileName: string): Vocabulary {
  const words = new Map<string, VocabularyWord>();
  const without: string[] = [];
  let group = '';
  let isExtending = false;
  for (const [i, raw] of text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .entries()) {
    const line = raw.trim();
    const fail = (message: string) =>
      new PhotoseekError('bad-argument', `${fileName}, line ${i + 1}: ${message}`, {
        hint: 'A line is: a name, or a name, a colon and how to say it. docs/tags.md has an example.',
      });
    if (line === '' || line.startsWith('#')) continue;
    if (line.length > MAX_LENGTH) throw fail(`longer than ${MAX_LENGTH} characters.`);
    if (line.startsWith('@')) {
      if (line !== '@extend') throw fail(`"${line}" is no directive; there is only @extend.`);
      isExtending = true;
    } else if (line.startsWith('[')) {
      if (!/^\[[^[\]]+\]$/.test(line)) throw fail(`"${line}" is no heading such as [animals].`);
      group = line.slice(1, -1).trim();
    } else if (line.startsWith('-')) {
      without.push(line.slice(1).trim().toLowerCase());
    } else {
      const word = parseWord(line, group);
      if (word === undefined) throw fail(`"${line}" has no name.`);
      if (words.has(word.name)) throw fail(`"${word.name}" is there already.`);
      words.set(word.name, word);
      if (words.size > MAX_WORDS) throw fail(`more than ${MAX_WORDS} words.`);
    }
  }
  if (words.size === 0 && !isExtending) throw new PhotoseekError('bad-argument', `${fileName} holds no words.`);
  if (without.length > 0 && !isExtending)
    throw new PhotoseekError('bad-argument', `${fileName} takes "${without[0]}" away, but extends nothing.`, {
      hint: 'Begin it with a line @extend.',
    });
  return { words: [...words.values()], extends: isExtending, without };
}

function parseWord(line: string, group: string): VocabularyWord | undefined {
  const colon = line.indexOf(':');
  const name = (colon < 0 ? line : line.slice(0, colon)).trim().toLowerCase();
  if (name === '') return undefined;
  const said = colon < 0 ? [] : line.slice(colon + 1).split('|');
  const prompts = said.map((prompt) => prompt.trim()).filter((prompt) => prompt !== '');
  return { name, group, prompts: prompts.length > 0 ? prompts : [`a photo of ${name}`] };
}

/** The words that result when a vocabulary is put upon another. */
export function applyVocabulary(base: readonly VocabularyWord[], own: Vocabulary): VocabularyWord[] {
  if (!own.extends) return own.words;
  const replaced = new Set([...own.without, ...own.words.map(({ name }) => name)]);
  return [...base.filter(({ name }) => !replaced.has(name)), ...own.words];
}
