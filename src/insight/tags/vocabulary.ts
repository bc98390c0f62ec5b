import { PhotoseekError } from '../../errors.js';

/** A term that photos are tagged with. */
export interface VocabularyTerm {
  name: string;
  /** The heading it stands under; empty when there is none. */
  group: string;
  /** Texts that a photo is compared with. Empty: the text that the model's family has for a name; see `PromptTemplates`. */
  prompts: string[];
}

/** A vocabulary file, understood. */
export interface Vocabulary {
  terms: VocabularyTerm[];
  /** The file adds to the shipped terms, or takes some away, instead of replacing them. */
  extends: boolean;
  /** Names to take away from what is extended. */
  without: string[];
}

/** More would take seconds per thousand photos. */
const MAX_TERMS = 5000;
const MAX_LENGTH = 200;

/**
 * Reads a vocabulary: a term a line, `name` or `name: prompt | prompt`; `[group]` begins a group; `#` begins a comment; the line `@extend`
 * adds to the shipped terms, and `-name` then takes one of them away.
 * @throws PhotoseekError `bad-argument` that names the line
 */
export function parseVocabulary(text: string, fileName: string): Vocabulary {
  const terms = new Map<string, VocabularyTerm>();
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
        hint: 'A line is: a name, or a name, a colon and its prompts. docs/tags.md has an example.',
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
      const term = parseTerm(line, group);
      if (term === undefined) throw fail(`"${line}" has no name.`);
      if (terms.has(term.name)) throw fail(`"${term.name}" stands there twice.`);
      terms.set(term.name, term);
      if (terms.size > MAX_TERMS) throw fail(`more than ${MAX_TERMS} terms.`);
    }
  }
  if (terms.size === 0 && !isExtending) throw new PhotoseekError('bad-argument', `${fileName} holds no terms.`);
  if (without.length > 0 && !isExtending)
    throw new PhotoseekError('bad-argument', `${fileName} takes "${without[0]}" away, but extends nothing.`, {
      hint: 'Begin it with a line @extend.',
    });
  return { terms: [...terms.values()], extends: isExtending, without };
}

function parseTerm(line: string, group: string): VocabularyTerm | undefined {
  const colon = line.indexOf(':');
  const name = (colon < 0 ? line : line.slice(0, colon)).trim().toLowerCase();
  if (name === '') return undefined;
  const written = colon < 0 ? [] : line.slice(colon + 1).split('|');
  const prompts = written.map((prompt) => prompt.trim()).filter((prompt) => prompt !== '');
  return { name, group, prompts };
}

/** The terms of a vocabulary that may extend another. */
export function applyVocabulary(base: readonly VocabularyTerm[], own: Vocabulary): VocabularyTerm[] {
  if (!own.extends) return own.terms;
  const replaced = new Set([...own.without, ...own.terms.map(({ name }) => name)]);
  return [...base.filter(({ name }) => !replaced.has(name)), ...own.terms];
}
