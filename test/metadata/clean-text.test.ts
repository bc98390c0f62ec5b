import { describe, expect, it } from 'vitest';
import { cleanKeywords, cleanLine, cleanText, decodeText, flattenPaths } from '#src/metadata/clean-text.js';
import { measureCpuMs } from '../support/processes/cpu-time.js';

describe('decodeText', () => {
  it('decodes UTF-8, and invalid UTF-8 as Windows-1252', () => {
    expect(decodeText(Buffer.from('Zürich 東京'))).toBe('Zürich 東京');
    expect(decodeText(Buffer.from('Z\xfcrich \x80', 'latin1'))).toBe('Zürich €');
  });
});

describe('cleanText', () => {
  it.each<[string, string | undefined]>([
    ['  by the lake \n', 'by the lake'],
    ['one\r\ntwo\rthree\nfour', 'one\ntwo\nthree\nfour'],
    ['before\0after', 'before'],
    ['\0', undefined],
    [' \t\n ', undefined],
    ['', undefined],
    ['a\x07b\x1b[31mc\x7f\x9b', 'ab[31mc'],
    ['\uFEFFmark', 'mark'],
    ['half \ud83d of a pair', 'half  of a pair'],
    ['whole \u{1f600}', 'whole \u{1f600}'],
    ['lost \ufffd letters', 'lost  letters'],
    ['u\u0308', 'ü'],
  ])('cleans %j to %j', (text, clean) => {
    expect(cleanText(text)).toBe(clean);
  });

  it('truncates without splitting a surrogate pair', () => {
    expect(cleanText('x'.repeat(5000))).toHaveLength(2000);
    expect(cleanText('abc\u{1f600}', 4)).toBe('abc');
    expect(cleanText(`${'\ufdfa'.repeat(3000)}`)).toHaveLength(2000);
  });

  it('takes bounded time for megabytes of text', () => {
    const cpuMs = measureCpuMs(() => {
      for (const piece of [' ', '\n', '\u0301', '\ud800', 'a ']) cleanText(piece.repeat(4_000_000));
    });
    expect(cpuMs).toBeLessThan(1000);
  });
});

describe('cleanLine', () => {
  it('returns one line with single blanks', () => {
    expect(cleanLine(' NIKON \t\n D90 ')).toBe('NIKON D90');
  });
});

describe('cleanKeywords', () => {
  it('removes duplicates, ignoring case', () => {
    expect(cleanKeywords(['Lake', ' lake ', '', 'LAKE', 'Zürich', 'zu\u0308rich', 'sea'])).toEqual([
      'Lake',
      'Zürich',
      'sea',
    ]);
  });

  it('returns at most 200 keywords', () => {
    expect(cleanKeywords(Array.from({ length: 10_000 }, (_, i) => `${i}`))).toHaveLength(200);
  });
});

describe('flattenPaths', () => {
  it('returns every level', () => {
    expect(flattenPaths(['a|b|c', 'a|d'], '|')).toEqual(['a', 'b', 'c', 'a', 'd']);
  });
});
