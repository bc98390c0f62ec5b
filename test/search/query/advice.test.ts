// What is said of queries that are half typed: whoever follows the advice arrives at a query that is understood.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PhotoseekError } from '#src/errors.js';
import { parseQuery } from '#src/search/parse/parse-query.js';

const PIECES = [
  ...['"', '“', '„', '”', '\\', "'", ' ', ' ', '-', '+', ':', ':=', '2:', '-0.5:', '0:', '101:'],
  ...[
    'boat',
    'red car',
    'taken:',
    'tkaen:',
    'camera:',
    'near:',
    'country:',
    'is:',
    'in:',
    'id:',
    'image:',
    'size:',
    '-rating:',
  ],
  ...[
    'last summer',
    '2023',
    '2023..2020',
    '06/04/2023',
    'New York',
    'Lodnon',
    'potrait',
    '>=',
    '5XB',
    './cat.jpg',
    '/a',
    '~',
    'Frnace',
  ],
];

/** The error of a query, or nothing. */
function refuse(query: string | readonly string[]): PhotoseekError | undefined {
  try {
    parseQuery(query);
    return undefined;
  } catch (error) {
    if (error instanceof PhotoseekError) return error;
    throw error;
  }
}

/** The query with the suggestion of its error in it. */
function follow(query: string, { details }: PhotoseekError): string | undefined {
  const { position, length, suggestion } = details as {
    position?: number;
    length?: number;
    suggestion?: string | null;
  };
  if (position === undefined || length === undefined || suggestion == null) return undefined;
  return query.slice(0, position) + suggestion + query.slice(position + length);
}

describe('advice for a query that is refused', () => {
  it('leads to one that is understood, or is an example of one', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...PIECES), { minLength: 1, maxLength: 6 }), (pieces) => {
        let query = pieces.join('');
        const seen = new Set<string>();
        for (let error = refuse(query); error !== undefined; error = refuse(query)) {
          expect(error.hint, query).toMatch(/\w/);
          const better = follow(query, error);
          if (better === undefined) break;
          expect(seen.has(better), `${query} → ${better}`).toBe(false);
          seen.add(query);
          query = better;
        }
      }),
      { numRuns: 1500 },
    );
  });

  it.each([
    ['"', 'Put text between two of them, for example "a dog on the beach", or leave it out.'],
    ['boat "', 'Put text between two of them, for example "a dog on the beach", or leave it out.'],
    ['“ ', 'Put text between two of them, for example "a dog on the beach", or leave it out.'],
    ['"red car', 'Did you mean "red car"?'],
    ['“red car', 'Did you mean "red car"?'],
    ['camera:"Canon E', 'Did you mean "Canon E"?'],
    ['"a\\', 'Did you mean "a\\\\"?'],
  ])('works for a quotation that is not closed: %s', (query, advice) => {
    expect(refuse(query)?.hint).toBe(advice);
  });

  it.each(['taken:last summer', '-taken:last summer', 'near:New York', 'near:São Paulo', 'country:United States'])(
    'is not needed for the one argument of a command, whose quotation marks the shell removed: %s',
    (argument) => {
      expect(refuse(argument)?.hint).toMatch(/^Did you mean /);
      const { terms, filters } = parseQuery([argument]);
      expect([terms.length, filters.length]).toEqual([0, 1]);
    },
  );

  it('is still given for an argument of several parts', () => {
    expect(refuse(['taken:last summer boats'])?.hint).toBe('Did you mean taken:"last summer"?');
    expect(parseQuery(['camera:canon beach']).terms).toHaveLength(1);
    expect(() => parseQuery(['person:Anna OR beach'])).toThrow('OR must stand between');
    expect(refuse(['taken:2023 camra:canon'])?.hint).toBe('Did you mean camera:canon?');
  });
});
