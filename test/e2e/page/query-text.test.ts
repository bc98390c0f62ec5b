// The page reads queries with the parser of the library. These tests pin that both agree, and how the page treats refused text.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PhotoseekError } from '#src/errors.js';
import { parseQuery as parseInLibrary } from '#src/search/parse/parse-query.js';
import type { QueryTerm, RawFilter } from '#src/search/query/types.js';
import { getPlainText, parseQuery, printQuery } from '../../../web/query/query-text.js';
import type { Query, Term } from '../../../web/query/types.js';
import { runs } from '../../support/runner/form.js';

const text = (value: string, weight = 1): QueryTerm => ({ kind: 'text', value, weight });
const filter = (name: RawFilter['name'], value: string, negated = false): RawFilter => ({ name, value, negated });

describe('parseQuery of the page', () => {
  it.each<[string, Term[], RawFilter[]]>([
    ['a dog on the beach', [text('a dog on the beach')], []],
    ['"a dog" + 2:"snow" - "people"', [text('a dog'), text('snow', 2), text('people', -1)], []],
    ['0.5:id:7', [{ kind: 'id', value: '7', weight: 0.5 }], []],
    ['./cat.jpg', [{ kind: 'path', value: './cat.jpg', weight: 1 }], []],
    ['sea taken:"last summer"', [text('sea')], [filter('taken', 'last summer')]],
    ['date:nonsense', [], [filter('taken', 'nonsense')]],
    ['-tag:beach', [], [filter('tag', 'beach', true)]],
    ['camera:="Canon EOS 5D"', [], [filter('camera', '=Canon EOS 5D')]],
    ['near:"Paris" 30km', [], [filter('near', 'Paris 30km')]],
    ['', [], []],
    ['""', [], []],
    ['"a dog', [{ ...text('a dog'), isQuoted: true }], []],
  ])('reads %s, the values of filters as they are written', (written, terms, filters) => {
    expect(parseQuery(written)).toEqual({ terms, filters });
  });

  it.each(['foo:bar', '0:fence', ' 2:camera:canon', 'id:seven'])(
    'leaves %s as it is for the server to refuse',
    (written) => {
      const query = parseQuery(written);
      expect(query).toEqual({ terms: [{ kind: 'refused', value: written.trim(), weight: 1 }], filters: [] });
      expect(getPlainText(query)).toBe(written.trim());
      expect(printQuery(query)).toBe(written.trim());
      expect(() => parseInLibrary(printQuery(query))).toThrow(PhotoseekError);
    },
  );
});

describe('printQuery of the page', () => {
  it.each<[string, string]>([
    ['a dog on the beach', 'a dog on the beach'],
    ['"a dog" + 2:"snow" - "people"', '"a dog" + 2:snow - people'],
    ['at 10:30', 'at 10:30'],
    ['id:7 date:2023 -tag:beach', 'id:7 taken:2023 -tag:beach'],
    ['camera:="Canon EOS 5D"', 'camera:"=Canon EOS 5D"'],
    ['near:"Paris" 30km', 'near:"Paris 30km"'],
  ])('writes %s', (written, printed) => {
    expect(printQuery(parseQuery(written))).toBe(printed);
  });

  it('joins refused text with the other terms, so that the server still refuses it', () => {
    const query: Query = { terms: [text('sea'), ...parseQuery('foo:bar').terms], filters: [filter('tag', 'beach')] };
    expect(printQuery(query)).toBe('sea + foo:bar tag:beach');
    expect(parseQuery(printQuery(query)).terms).toMatchObject([{ kind: 'refused' }]);
  });
});

describe('the page and the library', () => {
  const piece = fc.oneof(
    fc.constantFrom(
      ...['+', '-', '"', '“', ' ', '2:', '-0.5:', 'id:7', './a.jpg', 'https://x.org/a.png', 'cat', 'red car', '10:30'],
      ...[
        'taken:2023',
        'taken:"last summer"',
        '-camera:="EOS 5D"',
        'near:"Paris" 30km',
        'near:1,2',
        'in:/a',
        'rating:>=4',
      ],
      ...['date:2020..2021', 'tags:beach', 'foo:bar', 'note:', 'size:5MB', 'country:France', 'is:portrait', 'taken:x'],
    ),
    fc.string({ unit: 'binary', maxLength: 6 }),
  );
  const written = fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join(' '));
  const now = { now: new Date(2024, 4, 15, 12) };

  it('read the same terms and filters, also from what the page has printed', () => {
    let read = 0;
    const check = (given: string) => {
      const query = parseQuery(given);
      let expected: ReturnType<typeof parseInLibrary>;
      try {
        expected = parseInLibrary(given, now);
      } catch {
        return;
      }
      read++;
      expect(query.terms).toEqual(expected.terms);
      expect(query.filters.map(({ name, negated }) => [name, negated])).toEqual(
        expected.filters.map(({ condition, negated }) => [condition.field, negated]),
      );
      expect(parseInLibrary(printQuery(query), now)).toEqual(expected);
    };
    fc.assert(fc.property(written, check), { numRuns: runs(3000) });
    // Otherwise nothing was compared.
    expect(read).toBeGreaterThan(runs(500));
  });

  it('refuse the same text, apart from the values of filters and quotations that are not closed', () => {
    const check = (given: string) => {
      const isRefused = parseQuery(given).terms.some(({ kind }) => kind === 'refused');
      if (isRefused) expect(() => parseInLibrary(given, now)).toThrow(PhotoseekError);
    };
    fc.assert(fc.property(written, check), { numRuns: runs(3000) });
  });

  it('read again what the page has printed of any terms and filters', () => {
    const words = fc
      .array(fc.string({ minLength: 1, maxLength: 8 }), { minLength: 1, maxLength: 4 })
      .map((parts) => parts.join(' ').replace(/\s+/g, ' ').trim())
      .filter((value) => value !== '');
    const weight = fc
      .integer({ min: -100_000, max: 100_000 })
      .filter((value) => value !== 0)
      .map((value) => value / 1000);
    const term: fc.Arbitrary<Term> = fc.oneof(
      fc.record({ kind: fc.constant('text' as const), value: words, weight }),
      fc.record({ kind: fc.constant('id' as const), value: fc.integer({ min: 1, max: 1e9 }).map(String), weight }),
    );
    const filters = fc.array(
      fc.record({
        name: fc.constantFrom('taken' as const, 'tag' as const, 'camera' as const, 'near' as const, 'in' as const),
        value: words,
        negated: fc.boolean(),
      }),
      { maxLength: 3 },
    );
    fc.assert(
      fc.property(fc.array(term, { maxLength: 4 }), filters, (terms, given) => {
        const query: Query = { terms, filters: given };
        expect(parseQuery(printQuery(query))).toEqual(query);
      }),
    );
  });
});
