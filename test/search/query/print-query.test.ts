import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Condition, Filter, NumberRange } from '#src/model/filter.js';
import { parseQuery } from '#src/search/parse/parse-query.js';
import { printQuery } from '#src/search/query/print-query.js';
import type { ParsedQuery, QueryTerm } from '#src/search/query/types.js';
import { runs } from '../../support/runner/form.js';

const some = <T>(...values: T[]) => fc.constantFrom(...values);

/** Text that comes from a program: anything, as long as it is something, with single spaces. */
const words = fc
  .oneof(
    fc.string({ unit: 'binary', maxLength: 20 }),
    fc
      .array(
        some(
          ...[
            'a',
            '-',
            '+',
            '2:',
            '2:b',
            '"',
            '\\',
            '\\"',
            'taken:2023',
            '-tag:x',
            'id:1',
            './a.jpg',
            'C:\\a.jpg',
            'http://x.y',
            '“',
            '-b',
            '−b',
            'or',
            'OR',
            '|',
          ],
          ...['10:30', 'note:', '=', '..', '30km', 'x"y'],
        ),
        { minLength: 1, maxLength: 5 },
      )
      .map((pieces) => pieces.join(' ')),
  )
  .map((text) => text.replace(/\s+/g, ' ').trim())
  .filter((text) => text !== '');

const weight = fc.integer({ min: 1, max: 1_000_000 }).chain((n) => some(n / 1e4, -n / 1e4, 1, -1));

const term: fc.Arbitrary<QueryTerm> = fc.oneof(
  fc.record({ kind: some('text' as const), value: words, weight }),
  fc.record({ kind: some('id' as const), value: fc.integer({ min: 1, max: 1e9 }).map(String), weight }),
  fc.record({ kind: some('path' as const), value: words.filter((path) => !/^https?:\/\//i.test(path)), weight }),
  fc.record({ kind: some('url' as const), value: some('https://example.org/a.jpg', 'http://x.org/?q=%22'), weight }),
);

const range = (least: number, most: number): fc.Arbitrary<NumberRange> =>
  fc
    .tuple(fc.option(fc.integer({ min: least, max: most })), fc.option(fc.integer({ min: least, max: most })))
    .map(([a, b]) => (a !== null && b !== null && a > b ? { min: b, max: a } : { min: a, max: b }));

const moment = fc
  .oneof(
    fc.date({ min: new Date('1000-01-01'), max: new Date('9990-01-01'), noInvalidDate: true }),
    fc.integer({ min: 1800, max: 2100 }).map((year) => new Date(Date.UTC(year, 0))),
    fc.integer({ min: 0, max: 3000 }).map((month) => new Date(Date.UTC(1850, month))),
    fc.integer({ min: 0, max: 40_000 }).map((day) => new Date(day * 86_400_000)),
  )
  .map((date) => date.toISOString().slice(0, 23));

const condition: fc.Arbitrary<Condition> = fc.oneof(
  fc
    .tuple(fc.option(moment), fc.option(moment))
    .filter(([a, b]) => a === null || a !== b)
    .map(([a, b]): Condition => {
      const [from, before] = a !== null && b !== null && a > b ? [b, a] : [a, b];
      return { field: 'taken', from, before };
    }),
  fc.record({ field: some('in' as const), folder: some('/', '/a', '/a b/"c"', '/a\\b', '/ä/-x') }),
  fc.record({ field: some('folder' as const), name: some('Rome', '2023/Rome', 'a b', '-x', 'a:"b"') }),
  fc.record({ field: some('ext' as const), value: some('jpg', 'cr2', '3fr') }),
  fc.record({ field: some('camera' as const, 'lens' as const), value: words.filter((text) => !text.startsWith('=')) }),
  fc.record({ field: some('camera' as const, 'lens' as const), value: words, exact: some(true as const) }),
  fc.record({
    field: some('near' as const),
    latitude: fc.integer({ min: -90e6, max: 90e6 }).map((n) => n / 1e6 + 0),
    longitude: fc.integer({ min: -180e6, max: 180e6 }).map((n) => n / 1e6 + 0),
    radiusKm: fc.integer({ min: 1, max: 20e9 }).map((n) => n / 1e6),
    place: fc.constant(null),
  }),
  fc.record({ field: some('country' as const), code: some('FR', 'GB', 'XK') }),
  fc.record({ field: some('city' as const, 'keyword' as const, 'person' as const, 'tag' as const), value: words }),
  fc.record({ field: some('rating' as const), range: range(-1, 5) }),
  fc.record({ field: some('size' as const), range: range(0, 2e9) }),
  fc.record({ field: some('width' as const, 'height' as const), range: range(0, 1e6) }),
  fc.record({ field: fc.constant('faces' as const), range: range(0, 9999) }),
  fc.record({
    field: some('is' as const),
    value: some('portrait' as const, 'square' as const, 'favorite' as const, 'undated' as const),
  }),
) as fc.Arbitrary<Condition>;

const filter: fc.Arbitrary<Filter> = fc.record({ condition, negated: fc.boolean() });

const terms = fc
  .array(fc.tuple(term, fc.boolean()), { maxLength: 4 })
  .map((drawn) => drawn.map(([one, or], i) => (or && i > 0 ? { ...one, or: true as const } : one)));

const query: fc.Arbitrary<ParsedQuery> = fc
  .record({ terms, filters: fc.array(filter, { maxLength: 4 }) })
  .filter(({ terms, filters }) => terms.length + filters.length > 0);

describe('a query made by a program', () => {
  it('is the same when it was printed and read', () => {
    fc.assert(
      fc.property(query, (made) => {
        expect(parseQuery(printQuery(made))).toEqual(made);
      }),
      { numRuns: runs(5000) },
    );
  });

  it('is printed as briefly as can be', () => {
    const text = (value: string, weight = 1): QueryTerm => ({ kind: 'text', value, weight });
    const print = (...terms: QueryTerm[]) => printQuery({ terms, filters: [] });
    expect(print(text('a dog on the beach'))).toBe('a dog on the beach');
    expect(print(text('a dog'), text('night', -0.5))).toBe('"a dog" - 0.5:night');
    expect(print(text('2cv', 2))).toBe('2:"2cv"');
    expect(print(text('a - b'))).toBe('"a - b"');
    expect(print({ kind: 'path', value: 'cat.jpg', weight: 1 })).toBe('image:cat.jpg');
    expect(print({ kind: 'path', value: '/a b.jpg', weight: 2 })).toBe('2:image:"/a b.jpg"');
  });
});
