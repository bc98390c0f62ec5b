import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { findEnglishWord } from '#src/search/embed/language/english-words.js';

const entries = readFileSync('data/languages/english.txt', 'latin1')
  .trimEnd()
  .split('\n')
  .filter((line) => !line.startsWith('#'))
  .map((line) => line.split(' '));

describe('the list of English words', () => {
  it('is in the order of code units, which the search by halving needs', () => {
    const words = entries.map(([word]) => word);
    expect(words).toEqual([...new Set(words)].sort());
  });

  it('gives every one of its words with its codes, and no others', () => {
    expect(entries.length).toBeGreaterThan(60_000);
    const wrong = entries.filter(([word = '', ...alsoIn]) => {
      const found = findEnglishWord(word);
      return found === undefined || found.alsoIn.join(' ') !== alsoIn.join(' ');
    });
    expect(wrong).toEqual([]);
    const known = new Set(entries.map(([word]) => word));
    const unknown = entries.map(([word]) => `${word}q`).filter((word) => !known.has(word));
    expect(unknown.filter((word) => findEnglishWord(word) !== undefined)).toEqual([]);
  });

  it.each(['', '\n', ' ', 'zzzzzz', '\u{1F600}', 'Hund', 'a b'])('does not have %j', (word) => {
    expect(findEnglishWord(word)).toBeUndefined();
  });

  it('tells a German noun from the English word by its capital', () => {
    expect(findEnglishWord('Ball')).toEqual({ alsoIn: ['de'] });
    expect(findEnglishWord('ball')).toEqual({ alsoIn: [] });
    expect(findEnglishWord('Dog')).toEqual({ alsoIn: [] });
  });
});
