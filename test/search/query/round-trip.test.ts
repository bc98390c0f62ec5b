import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PhotoseekError } from '#src/errors.js';
import { parseQuery } from '#src/search/parse/parse-query.js';
import { printQuery } from '#src/search/query/print-query.js';
import type { ParsedQuery } from '#src/search/query/types.js';
import { runs } from '../../support/runner/form.js';

const NOW = new Date(2024, 4, 15, 12);

/** Pieces that mean something, beside any text at all. */
const piece = fc.oneof(
  fc.constantFrom(
    ...[
      '+',
      '-',
      ':',
      '"',
      '“',
      '”',
      '„',
      '\\',
      '..',
      ' ',
      '  ',
      '\t',
      '\n',
      '>=',
      '<',
      ',',
      '.',
      '/',
      '~/',
      './a.jpg',
    ],
    ...['OR', '|', 'or', 'without', 'no', 'with', 'people', 'dog,', 'kein', 'color:', 'color:red'],
    ...['2:', '0.5:', '-3:', '.25:', '0:', '1000:', 'id:', 'id:7', 'image:', 'https://x.org/a.png', 'C:\\a b.jpg'],
    ...[
      'taken:',
      'in:',
      'in:/a',
      'folder:',
      'ext:',
      'camera:',
      'lens:',
      'near:',
      'country:',
      'city:',
      'keyword:',
      'person:',
      'field:',
      'field:price<50',
      'field:brand=',
      'a|b\\|c',
    ],
    ...[
      'tag:',
      'is:',
      'rating:',
      'size:',
      'width:',
      'height:',
      '-camera:',
      'tkaen:',
      'foo:',
      'near:1,2',
      '30km',
      '5MB',
      'FR',
    ],
    ...[
      '2023',
      '2023-06',
      '2023-06-04',
      'last summer',
      'yesterday',
      'between June and July 2020',
      '2 weeks ago',
      'portrait',
    ],
    ...['kitty', 'red car', "it's", '10:30', 'mother-in-law', 'é', '日本', '\u0000', '\ud800', '4', '-'],
  ),
  fc.string({ unit: 'binary', maxLength: 8 }),
  fc.string({ maxLength: 8 }),
);
const text = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(''));
const spaced = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(' '));

/** The query, or `undefined` when the parser refused it in its own words. */
function parseOrRefuse(input: string | string[]): ParsedQuery | undefined {
  try {
    return parseQuery(input, { now: NOW });
  } catch (error) {
    if (!(error instanceof PhotoseekError)) throw error;
    expect(['bad-query', 'empty-query']).toContain(error.code);
    if (error.code === 'bad-query') {
      const length = typeof input === 'string' ? input.length : input.join(' ').length;
      const { position, length: span } = error.details as { position: number; length: number };
      expect(position).toBeGreaterThanOrEqual(0);
      expect(span).toBeGreaterThanOrEqual(0);
      expect(position + span).toBeLessThanOrEqual(length);
    }
    return undefined;
  }
}

/** Reads what was printed and expects the same query, printed the same. */
function expectStable(query: ParsedQuery): void {
  const printed = printQuery(query);
  const again = parseQuery(printed, { now: NOW });
  expect(again).toEqual(query);
  expect(printQuery(again)).toBe(printed);
}

describe('any text', () => {
  it('is read, or refused with the parser’s own error; what is read comes back when it is printed and read again', () => {
    let read = 0;
    const check = (input: string) => {
      const query = parseOrRefuse(input);
      if (query === undefined) return;
      read++;
      expectStable(query);
    };
    fc.assert(fc.property(text, check), { numRuns: runs(2500) });
    fc.assert(fc.property(spaced, check), { numRuns: runs(2500) });
    // Otherwise nothing was shown.
    expect(read).toBeGreaterThan(runs(1000));
  });

  it('is read, or refused, as arguments, too', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(piece, text), { maxLength: 6 }), (args) => {
        const query = parseOrRefuse(args);
        if (query !== undefined) expectStable(query);
      }),
      { numRuns: runs(2500) },
    );
  });
});
