import { describe, expect, it } from 'vitest';
import { findNames } from '#src/search/people/find-names.js';
import { removeNames } from '#src/search/people/without-names.js';

const PEOPLE = ['Anna', 'Anna Smith', 'Zoë Björk', 'Rose', 'Peter Pan', 'Uncle Bob', 'Ann-Marie'];
const find = (text: string) => findNames(text, PEOPLE).names.map((name) => name.text);
const rest = (text: string) => removeNames(text, findNames(text, PEOPLE).names);

describe('names in a description', () => {
  it.each([
    ['Anna on a boat', ['Anna']],
    ['anna on a boat', ['anna']],
    ['a boat with ANNA', ['ANNA']],
    ['anna smith and zoe bjork', ['anna smith', 'zoe bjork']],
    ['Zoë at the sea', ['Zoë']],
    ['Anna and Peter', ['Anna', 'Peter']],
    ['ann marie', ['ann marie']],
  ])('%s', (text, names) => expect(find(text)).toEqual(names));

  it.each(['Annabel', 'Anna-Lena at school', "Anna's dog", 'hannah', 'anna@example.org', 'Smith', 'a havana hat'])(
    '%s has none',
    (text) => expect(find(text)).toEqual([]),
  );

  it('that are common words need a capital letter', () => {
    expect(findNames('a rose on a table', PEOPLE)).toEqual({
      names: [],
      doubtful: [{ text: 'rose', start: 2, end: 6 }],
    });
    expect(find('Rose at a table')).toEqual(['Rose']);
    expect(find('an uncle at a table')).toEqual([]);
    expect(find('uncle bob at a table')).toEqual([]);
    expect(find('Uncle Bob at a table')).toEqual(['Uncle Bob']);
  });

  it('with commas between their words are none', () => {
    expect(find('Anna, Smith')).toEqual(['Anna']);
  });
});

describe('the rest of a description', () => {
  it.each([
    ['Anna on a boat', 'on a boat'],
    ['a boat with Anna', 'a boat'],
    ['Anna and Peter on a boat', 'on a boat'],
    ['Anna, Peter and Rose at the sea', 'at the sea'],
    ['Anna with a dog', 'a dog'],
    ['a photo of Anna', ''],
    ['photos of Anna and Peter', ''],
    ['Fotos von Anna', ''],
    ['Anna', ''],
    ['a cat and a dog and Anna', 'a cat and a dog'],
  ])('%s', (text, expected) => expect(rest(text)).toBe(expected));
});
