import { describe, expect, it } from 'vitest';
import { explainReading } from '#src/search/notices/explain-reading.js';

const explain = (text: string, languages?: string[]) => explainReading([{ source: { text }, weight: 1 }], languages);

describe('the notice on how a query was read', () => {
  it.each([
    ['cat NOT dog', 'cat -dog'],
    ['cat AND NOT red boat', 'cat -"red boat"'],
    ['NOT dog', '-dog'],
    ['beach NOT people NOT dogs', 'beach -people -dogs'],
  ])('says how to write %s', (text, written) => {
    expect(explain(text)).toEqual([
      { code: 'query-read', message: `“NOT” is a word like any other. A minus before a word subtracts it: ${written}` },
    ]);
  });

  it('is silent about not, knots and a NOT at the end', () => {
    for (const text of ['a cat that is not black', 'KNOT on a rope', 'the sign says NOT'])
      expect(explain(text)).toEqual([]);
  });

  it('offers either of two descriptions where a word is “or” in the language of the text', () => {
    const [spanish] = explain('perro blanco o gato negro', ['es']);
    expect(spanish).toMatchObject({
      message: 'The whole description is searched as one, its “o” included.',
      suggestion: { kind: 'either', query: 'perro blanco OR gato negro' },
    });
    expect(explain('letter o on a wall', ['en'])).toEqual([]);
    expect(explain('a red boat or a blue boat', ['en'])[0]?.message).toContain('its “or” included');
  });
});
