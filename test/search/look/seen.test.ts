import { describe, expect, it } from 'vitest';
import type { SearchContext } from '#src/search/context.js';
import { readSeen } from '#src/search/look/seen.js';
import type { AskedTerm, EmbeddedQuery } from '#src/search/model.js';

const context = { catalogue: { regions: { hasNoObjects: () => false } } } as unknown as SearchContext;

function read(texts: readonly string[], language: string) {
  const terms = texts.map((text) => ({ source: { text }, weight: 1 })) as unknown as AskedTerm[];
  return readSeen(context, terms, { language: { codes: [language] } } as unknown as EmbeddedQuery);
}

describe('a colour and a thing', () => {
  it.each([
    ['red bird', 'en'],
    ['a red bird', 'en'],
    ['The red birds', 'en'],
    ['roter Vogel', 'de'],
    // A language that is mistaken.
    ['roter Vogel', 'en'],
    ['un autobús rojo', 'es'],
    ['红色的鸟', 'zh'],
  ])('are all of %s (%s)', async (text, language) => {
    expect(await read([text], language)).toMatchObject({ looks: ['red'], isColourAlone: true });
  });

  it.each(['red bird on a branch', 'a boy with a red bus', 'red wall', 'bird', 'black and white cat', 'two red birds'])(
    'are not all of %s',
    async (text) => {
      expect((await read([text], 'en')).isColourAlone).toBe(false);
    },
  );

  it('are not all of several terms', async () => {
    expect((await read(['red bird', 'snow'], 'en')).isColourAlone).toBe(false);
  });
});
