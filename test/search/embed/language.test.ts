import { describe, expect, it } from 'vitest';
import type { Encoder, TextTower } from '#src/encoder/types.js';
import { recogniseLanguages } from '#src/search/embed/language/recognise-languages.js';
import { TextVectors } from '#src/search/embed/text-vectors.js';
import { nameLanguages } from '#src/search/query/name-languages.js';

describe('the language of a query', () => {
  it.each([
    ['a dog on the beach', ['en']],
    ['Dog', ['en']],
    ["a dog's bowl", ['en']],
    ['Paris', ['en']],
    ['IMG_1234 DSC0001.jpg', ['en']],
    ['2023', ['en']],
    ['', ['en']],
    ['A wakeboarder jumps over a rail', ['en']],
    ['狗在海滩上', ['zh']],
    ['海の犬', ['ja']],
    ['개', ['ko']],
    ['собака', ['ru']],
    ['كلب', ['ar']],
    ['สุนัข', ['th']],
    ['iPhone 照片', ['zh']],
    ['σκύλος', ['und']],
    ['ein Hund im Schnee', ['de']],
    ['un chien dans la neige', ['fr']],
    ['un perro en la nieve', ['es']],
    ['pies na śniegu', ['pl']],
    ['gift box', ['en']],
    ['gift', ['en', 'de']],
    ['Ball', ['en', 'de']],
    ['ball', ['en']],
    // Each of their words but one is in English dictionaries.
    ['une voiture de course', ['fr']],
    ['des gens dans un bateau', ['fr']],
    ['un patinador en una rampa', ['es']],
    ['een skateboarder op een ramp', ['nl']],
    ['un piano de cola', ['es']],
    // An article of another language does not make an English sentence foreign.
    ['a man in front of the Arc de Triomphe', ['en']],
    ['Serena Williams hitting the ball', ['en']],
    ['Katze', ['de']],
    ['kırmızı araba', ['tr']],
    ['Schmetterling', ['und']],
    // Letters typed at random.
    ['asdf qwer', ['und']],
    ['hjkl', ['und']],
    ['blorp snarf', ['und']],
    // In no dictionary of English, and too short to say more.
    ['motocicleta', ['und']],
    ['a snowboarder', ['und']],
  ])('%s', async (text, codes) => {
    expect(await recogniseLanguages(text)).toEqual(codes);
  });

  it('may be one of several for a word that is common in them', async () => {
    expect(await recogniseLanguages('rose')).toEqual(expect.arrayContaining(['en', 'de', 'fr']));
  });

  it('may be English or another where a sentence has the articles of both', async () => {
    const codes = await recogniseLanguages('a man at the bar la playa de las olas');
    expect(codes[0]).not.toBe('en');
    expect(await recogniseLanguages('a table at cafe de flore')).toEqual(expect.arrayContaining(['en']));
    expect(await recogniseLanguages('a table at cafe de flore')).toHaveLength(2);
  });

  it('is named where it is not plain English', () => {
    expect(
      ['en', 'de', 'en de', 'en de fr it', 'und', ''].map((codes) => nameLanguages(codes.split(' ').filter(Boolean))),
    ).toEqual([...['', ', German', ', English or German', ', English or others', ', language not recognised', '']]);
  });
});

describe('the text towers of a model', () => {
  const towers = [
    { name: 'english', languages: ['en'], maxTokens: 77 },
    { name: 'multilingual', languages: ['de', 'en', 'zh'], maxTokens: 128 },
  ] as unknown as [TextTower, TextTower];
  const makeVectors = () => {
    const asked: string[] = [];
    const encoder = {
      model: { name: 'a model', texts: towers },
      encodeTexts: async (texts: readonly string[], tower = towers[0]) => {
        asked.push(...texts.map((text) => `${tower.name}: ${text}`));
        const vector = tower === towers[0] ? Float32Array.of(1, 0) : Float32Array.of(0, 1);
        return texts.map(() => ({ vector, truncated: false, unknownWords: tower === towers[0] ? ['a', 'b'] : ['b'] }));
      },
    } as unknown as Encoder;
    return { vectors: new TextVectors(async () => encoder), asked };
  };

  it.each([
    ['a dog', 'english', [1, 0]],
    ['狗', 'multilingual', [0, 1]],
    ['ein Hund im Schnee', 'multilingual', [0, 1]],
    ['σκύλος', 'multilingual', [0, 1]],
  ])('are chosen by the language of the text: %s', async (text, name, vector) => {
    const { vectors, asked } = makeVectors();
    const { language, vector: got, readings } = await vectors.get(text);
    expect([asked, language?.towers, [...got]]).toEqual([[`${name}: ${text}`], [name], vector]);
    expect(readings).toBeUndefined();
  });

  it('are all asked for a word of several languages, and their vectors are averaged', async () => {
    const { vectors, asked } = makeVectors();
    const { language, vector, readings, maxTokens, unknownWords } = await vectors.get('gift');
    expect(asked).toEqual(['english: gift', 'multilingual: gift']);
    expect(language).toEqual({ codes: ['en', 'de'], towers: ['english', 'multilingual'] });
    expect(vector[0]).toBeCloseTo(Math.SQRT1_2);
    expect(vector[1]).toBeCloseTo(Math.SQRT1_2);
    expect(readings?.map(({ tower, vector: reading }) => [tower, ...reading])).toEqual([
      ['english', 1, 0],
      ['multilingual', 0, 1],
    ]);
    expect(maxTokens).toBe(77);
    expect(unknownWords).toEqual(['b']);
  });

  it('are chosen by a given language, which is cached apart', async () => {
    const { vectors, asked } = makeVectors();
    expect((await vectors.get('gift', 'de')).language).toEqual({ codes: ['de'], towers: ['multilingual'] });
    expect((await vectors.get('gift', 'en')).language).toEqual({ codes: ['en'], towers: ['english'] });
    expect(asked).toEqual(['multilingual: gift', 'english: gift']);
  });

  it('refuse a language that none of them knows', async () => {
    const { vectors } = makeVectors();
    await expect(vectors.get('hund', 'sv')).rejects.toMatchObject({
      code: 'bad-argument',
      message: 'language must be one of de, en, zh, got "sv".',
    });
  });
});
