import { describe, expect, it } from 'vitest';
import { findColour, listColours } from '#src/search/query/values/colours.js';

describe('words for colours', () => {
  it.each([
    ['Red', 'red'],
    ['gray', 'grey'],
    ['cyan', 'turquoise'],
    ['violet', 'purple'],
    ['grüne', 'green'],
    ['weißes', 'white'],
    ['blanche', 'white'],
    ['azules', 'blue'],
    ['gialla', 'yellow'],
    ['pretos', 'black'],
    ['blauwe', 'blue'],
    ['czerwone', 'red'],
    ['зелёная', 'green'],
    ['kırmızı', 'red'],
    ['红', 'red'],
    ['粉红色', 'pink'],
    ['赤い', 'red'],
    ['파란색', 'blue'],
    ['زرقاء', 'blue'],
    ['สีดำ', 'black'],
  ])('%s is %s', (word, colour) => {
    expect(findColour(word)).toBe(colour);
  });

  it.each(['reddish', 'tired', 'bluebird', ''])('%j is none', (word) => {
    expect(findColour(word)).toBeUndefined();
  });

  it('stand in texts of their own language', () => {
    const list = (text: string, ...languages: string[]) => listColours(text, languages).map(({ colour }) => colour);
    expect(list('a red bus beside a hundred bluebirds and a grey wall', 'en')).toEqual(['red', 'grey']);
    expect(list('ein rotes Auto', 'en')).toEqual([]);
    expect(list('ein rotes Auto', 'de')).toEqual(['red']);
    expect(list('一辆红色的公共汽车和粉红色的花', 'zh')).toEqual(['red', 'pink']);
  });
});
