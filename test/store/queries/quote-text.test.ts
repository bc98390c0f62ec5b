import Database from 'better-sqlite3';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { quoteText } from '#src/store/queries/quote-text.js';

describe('quoted text', () => {
  const db = new Database(':memory:');
  db.exec("CREATE VIRTUAL TABLE word USING fts5(text); INSERT INTO word VALUES ('red boat')");
  const count = db.prepare('SELECT count(*) FROM word WHERE word MATCH ?').pluck();

  it('is no query language, whatever it holds', () => {
    expect(count.get(quoteText('red boat'))).toBe(1);
    expect(count.get(quoteText('red OR green'))).toBe(0);
    for (const text of ['a\0b', '\0', '"', '* : ^', 'red\0boat'])
      expect(() => count.get(quoteText(text))).not.toThrow();
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => void count.get(quoteText(text))));
  });
});
