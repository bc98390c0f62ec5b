// How the page reads and writes queries. The server has the last word on what they mean; this is about the chips.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseQuery } from '../../../web/query/parse-query.js';
import { printQuery } from '../../../web/query/print-query.js';
import type { Filter, Query, Term } from '../../../web/query/types.js';

const text = (value: string, weight = 1): Term => ({ kind: 'text', value, weight });
const id = (value: number, weight = 1): Term => ({ kind: 'id', value, weight });
const filter = (written: string, negated = false): Filter => ({ text: written, negated });

describe('parseQuery', () => {
  it.each<[string, Term[], Filter[]]>([
    ['a dog on the beach', [text('a dog on the beach')], []],
    ['  two   words ', [text('two words')], []],
    ['"a dog" + 2:"snow" - "people"', [text('a dog'), text('snow', 2), text('people', -1)], []],
    ['dog + cat', [text('dog'), text('cat')], []],
    ['"a dog" outside', [text('a dog outside')], []],
    ['2:night sky', [text('night sky', 2)], []],
    ['2:"night" sky', [text('night', 2), text('sky')], []],
    ['at 10:30', [text('at 10:30')], []],
    ['16:9', [text('16:9')], []],
    ['id:7', [id(7)], []],
    ['0.5:id:7 - id:8', [id(7, 0.5), id(8, -1)], []],
    ['-2:"fog" + sea', [text('fog', -2), text('sea')], []],
    ['- fog', [text('- fog')], []],
    ['sea -', [text('sea -')], []],
    ['sea taken:2023', [text('sea')], [filter('taken:2023')]],
    ['-tag:beach', [], [filter('tag:beach', true)]],
    ['camera:"Canon EOS 5D" sea', [text('sea')], [filter('camera:"Canon EOS 5D"')]],
    ['near:"Paris" 30km', [], [filter('near:"Paris" 30km')]],
    ['near:48.85,2.35 sea', [text('sea')], [filter('near:48.85,2.35')]],
    ['note: to self', [text('note: to self')], []],
    ['5" nails', [text('5" nails')], []],
    ['“a dog” + cat', [text('a dog'), text('cat')], []],
    ['https://example.org/a.jpg', [{ kind: 'url', value: 'https://example.org/a.jpg', weight: 1 }], []],
    ['', [], []],
  ])('reads %s', (written, terms, filters) => {
    expect(parseQuery(written)).toEqual({ terms, filters });
  });
});

describe('printQuery', () => {
  it.each<[string, string]>([
    ['a dog on the beach', 'a dog on the beach'],
    ['"a dog" + 2:"snow" - "people"', '"a dog" + 2:"snow" - "people"'],
    ['-2:"fog" + sea', '-2:"fog" + "sea"'],
    ['id:7 taken:2023 -tag:beach', 'id:7 taken:2023 -tag:beach'],
    ['at 10:30', '"at 10:30"'],
  ])('writes %s', (written, printed) => {
    expect(printQuery(parseQuery(written))).toBe(printed);
  });

  const words = fc
    .array(
      fc.string({ minLength: 1, maxLength: 8 }).map((part) => part.replace(/\s/g, '')),
      { minLength: 1, maxLength: 4 },
    )
    .map((parts) => parts.filter(Boolean).join(' '))
    .filter((value) => value !== '');
  const weight = fc
    .integer({ min: -100_000, max: 100_000 })
    .filter((value) => value !== 0)
    .map((value) => value / 1000);
  const term: fc.Arbitrary<Term> = fc.oneof(
    fc.record({ kind: fc.constant('text' as const), value: words, weight }),
    fc.record({ kind: fc.constant('id' as const), value: fc.integer({ min: 1, max: 1e9 }), weight }),
  );
  const filters = fc.array(
    fc.record({
      text: fc.constantFrom('taken:2023', 'tag:beach', 'camera:"EOS 5D"', 'near:"Paris" 30km'),
      negated: fc.boolean(),
    }),
    { maxLength: 3 },
  );

  it('writes what is read again as the same', () => {
    fc.assert(
      fc.property(fc.array(term, { maxLength: 4 }), filters, (terms, given) => {
        const query: Query = { terms, filters: given };
        expect(parseQuery(printQuery(query))).toEqual(query);
      }),
    );
  });
});
