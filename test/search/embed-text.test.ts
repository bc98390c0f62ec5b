import { describe, expect, it } from 'vitest';
import { findUnknownWords } from '#src/encoder/runtime/unknown-words.js';
import { nameEmoji } from '#src/search/embed/name-emoji.js';
import { runSearch } from '#src/search/run-search.js';
import { makeSearchContext } from '../support/libraries/search-context.js';

describe('emoji in a query', () => {
  it.each([
    ['🐕', 'dog'],
    ['🐶 on the 🏖️', 'dog face on the beach with umbrella'],
    ['🐕🐈', 'dog cat'],
    ['☀', 'sun'],
    ['☀️', 'sun'],
    ['👍🏽', 'thumbs up'],
    ['👩🏿‍🚒', 'woman firefighter'],
    ['👨‍👩‍👧', 'family man, woman, girl'],
    ['🇯🇵', 'flag Japan'],
    ['red ❤️!', 'red red heart !'],
    ['5️⃣ boats', 'keycap 5 boats'],
  ])('mean what they are called: %s', (text, named) => {
    expect(nameEmoji(text)).toBe(named);
  });

  it('are told from other text, which stays as it is', () => {
    for (const text of ['a dog', '5 # *', 'C++  and\tD', '犬', 'naïve', '→ ½ °', ''])
      expect(nameEmoji(text)).toBe(text);
    expect(nameEmoji('an unassigned \u{1faf9}\u{1fbff}')).toContain('\u{1fbff}');
  });
});

describe('words that a model cannot know', () => {
  const PIECES: Record<string, string[]> = {
    dog: ['dog'],
    axolotl: ['ax', '##olo', '##tl'],
    qwxzvk: ['q', '##w', '##x', '##z', '##v', '##k'],
    asdfghjkl: ['as', '##df', '##gh', '##jk', '##l'],
    собака: ['с', '##о', '##б', '##а', '##ка'],
    犬: ['犬'],
    いぬ: ['い', '##ぬ'],
    ox: ['o', '##x'],
    pug: ['pu', '##g'],
    corgi: ['co', '##rg', '##i'],
    葵: ['[UNK]'],
    IMG123: ['i', '##m', '##g', '12', '##3'],
    // Of a Unigram vocabulary, and of byte pairs.
    狗: ['▁', '狗'],
    해변: ['▁', '해', '변'],
    dusk: ['▁d', 'us', 'k'],
    zyzzyva: ['z', 'y', 'z', 'zy', 'va</w>'],
  };
  const find = (text: string) => findUnknownWords(text, (word) => PIECES[word] ?? [word], '[UNK]');

  it.each([
    ['a qwxzvk dog', ['qwxzvk']],
    ['asdfghjkl', ['asdfghjkl']],
    ['собака dog собака', ['собака']],
    ['いぬ', ['いぬ']],
    ['葵', ['葵']],
  ])('are those of little more than single letters, and those without a piece: %s', (text, unknown) => {
    expect(find(text)).toEqual(unknown);
  });

  it.each([
    'an axolotl',
    'a pug, a corgi',
    "a dog's bowl, l’été",
    'ox',
    '犬',
    'IMG123',
    '狗',
    '해변',
    'dusk',
    'zyzzyva',
    'a multilingual собаки',
    '',
  ])('are not: %s', (text) => {
    expect(find(text)).toEqual([]);
  });
});

describe('the answer to a query of unknown words', () => {
  const ask = async (query: string, path: string) => {
    const { context, add, encoder } = makeSearchContext(4);
    const { encodeTexts } = encoder;
    encoder.encodeTexts = async (texts) =>
      (await encodeTexts(texts)).map((text) => ({ ...text, unknownWords: ['qwxzvk'] }));
    add([{ path }, { path: '/other.jpg', vector: Float32Array.of(0, 1, 0, 0) }]);
    return (await runSearch(context, query, {})).notices.filter(({ code }) => code === 'unknown-words');
  };

  it('names them, unless a name or metadata has them', async () => {
    expect(await ask('a qwxzvk', '/photo.jpg')).toEqual([
      {
        code: 'unknown-words',
        message: '“qwxzvk” is unknown to a model: the results say little about it.',
      },
    ]);
    expect(await ask('qwxzvk', '/qwxzvk.jpg')).toEqual([]);
  });
});
