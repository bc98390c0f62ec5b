import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { SHIPPED_VOCABULARY } from '#src/insight/tags/load-vocabulary.js';
import { parseVocabulary } from '#src/insight/tags/vocabulary.js';
import { toComparisonKey } from '#src/model/comparison-key.js';
import { listTagLanguages, readTagNames, translateTag } from '#src/runtime/tag-names.js';

const { terms } = parseVocabulary(readFileSync(SHIPPED_VOCABULARY, 'utf8'), SHIPPED_VOCABULARY);

it('there are names in German and Chinese', () => {
  expect(listTagLanguages()).toEqual(expect.arrayContaining(['de', 'en', 'zh']));
});

describe.each(listTagLanguages().filter((language) => language !== 'en'))('the names of tags in %s', (language) => {
  const { tags, groups } = readTagNames(language);

  it('name every shipped tag and group, and nothing else', () => {
    expect(Object.keys(tags).sort()).toEqual(terms.map(({ name }) => name).sort());
    expect(Object.keys(groups).sort()).toEqual([...new Set(terms.map(({ group }) => group))].sort());
  });

  it('are not empty, and each stands for one tag', () => {
    const names = Object.values(tags).map(toComparisonKey);
    expect(names.filter((name) => name.trim() === '')).toEqual([]);
    expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
  });
});

it.each([
  ['Strand', 'beach'],
  ['strand', 'beach'],
  ['海滩', 'beach'],
  ['Bär', 'bear'],
  ['猫头鹰', 'owl'],
])('%s is %s', (name, english) => {
  expect(translateTag(name)).toEqual([english]);
});

it.each(['beach', 'nothing', 'constructor'])('%s is no translation', (name) => {
  expect(translateTag(name)).toEqual([]);
});
