import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const root = new URL('../../', import.meta.url);
const rows = readFileSync(new URL('docs/glossary.md', root), 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('| '))
  .slice(1)
  .map((line) => line.split('|').map((cell) => cell.trim()))
  .map(([, term = '', meaning = '', owner = '']) => ({ term, meaning, owner }));

describe('the glossary', () => {
  it('lists each term once, in alphabetical order', () => {
    const terms = rows.map(({ term }) => term);
    expect(terms.length).toBeGreaterThan(40);
    expect(new Set(terms).size).toBe(terms.length);
    expect(terms).toEqual([...terms].sort((a, b) => a.localeCompare(b, 'en')));
  });

  it('gives each term a meaning and an owner', () => {
    for (const { term, meaning, owner } of rows) {
      expect(meaning, term).toMatch(/^[A-Z0-9].*\.$/);
      expect(owner, term).toMatch(/^`src\/[\w/-]+`$/);
    }
  });

  it('refers to terms that it lists', () => {
    const terms = new Set(rows.map(({ term }) => term));
    for (const { meaning } of rows)
      for (const [, name = ''] of meaning.matchAll(/See \*([^*]+)\*/g)) expect(terms).toContain(name);
  });

  it('names owners that exist', () => {
    const missing = rows.filter(({ owner }) => !existsSync(new URL(owner.replaceAll('`', ''), root)));
    expect(missing).toEqual([]);
  });
});
