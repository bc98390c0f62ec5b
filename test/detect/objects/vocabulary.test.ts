import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { OBJECT_CLASSES } from '#src/detect/objects/classes.js';
import { loadObjectVocabulary } from '#src/detect/objects/load-vocabulary.js';

const FOLDER = new URL('../../../data/objects/', import.meta.url);
const vocabulary = loadObjectVocabulary();

describe('the files', () => {
  const files = readdirSync(FOLDER);

  it('are there for every language that queries are understood in', () => {
    const dates = readdirSync(new URL('../../../data/languages/dates/', import.meta.url));
    expect(files).toEqual(expect.arrayContaining([...dates, 'ar.json', 'en.json', 'th.json']));
    expect(vocabulary.languages[0]).toBe('en');
  });

  const readWords = (file: string) => {
    const words = JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8')) as Record<string, string>;
    return Object.entries(words).flatMap(([name, list]) => list.split('|').map((word) => ({ name, word })));
  };

  it.each(files)('%s has words for each of the 80 classes, none of them for two', (file) => {
    const words = readWords(file);
    expect([...new Set(words.map(({ name }) => name))]).toEqual([...OBJECT_CLASSES]);
    const keys = words.map(({ word }) => word.replace(/^~/, '').toLowerCase());
    expect(keys.filter((key, i) => key !== key.trim() || key === '' || keys.indexOf(key) !== i)).toEqual([]);
  });

  it('find each word in its language', () => {
    const lost = files.flatMap((file) =>
      readWords(file).filter(({ name, word }) => vocabulary.find(word, file.slice(0, 2)) !== name),
    );
    expect(lost).toEqual([]);
  });
});

describe('find', () => {
  it.each([
    ['dog', 'dog'],
    ['Puppies', 'dog'],
    ['women', 'person'],
    ['sofa', 'couch'],
    ['Hot-Dog', 'hot dog'],
    ['hotdog', 'hot dog'],
    ['mobile phone', 'cell phone'],
    ['orange', 'orange'],
    ['Hunde', 'dog'],
    ['Vögeln', 'bird'],
    ['vogel', 'bird'],
    ['Fahrräder', 'bicycle'],
    ['gâteau', 'cake'],
    ['perros', 'dog'],
    ['собаки', 'dog'],
    ['猫', 'cat'],
    ['강아지', 'dog'],
    ['ร่ม', 'umbrella'],
  ])('knows %s', (word, name) => {
    expect(vocabulary.find(word)).toBe(name);
  });

  it('knows every class by its own name', () => {
    for (const name of OBJECT_CLASSES) expect(vocabulary.find(name)).toBe(name);
  });

  it('tells languages apart', () => {
    expect(vocabulary.find('Bank', 'de')).toBe('bench');
    expect(vocabulary.find('pies', 'pl')).toBe('dog');
    expect(vocabulary.find('pies', 'en')).toBeUndefined();
    expect(vocabulary.find('car', 'fr')).toBe('bus');
    expect(vocabulary.find('car')).toBe('car');
  });

  it('knows no fox, and nothing', () => {
    expect(vocabulary.find('fox')).toBeUndefined();
    expect(vocabulary.find('')).toBeUndefined();
    expect(vocabulary.find('…')).toBeUndefined();
  });

  it('asks all languages where it has none of this code', () => {
    expect(vocabulary.find('Hund', 'eo')).toBe('dog');
  });
});

describe('findAll', () => {
  it('names the classes of a sentence in order, each once', () => {
    expect(vocabulary.findAll('two dogs and a woman on a bench, one dog asleep')).toEqual(['dog', 'person', 'bench']);
  });

  it('prefers the longer name', () => {
    expect(vocabulary.findAll('a teddy bear')).toEqual(['teddy bear']);
    expect(vocabulary.findAll('a wine glass and a computer mouse')).toEqual(['wine glass', 'mouse']);
  });

  it('passes over words that mean something else more often', () => {
    expect(vocabulary.findAll('an orange sunset')).toEqual([]);
    expect(vocabulary.findAll('a mouse in a remote field')).toEqual([]);
  });

  it('understands the languages it is told, and no other', () => {
    expect(vocabulary.findAll('dogs at the top')).toEqual(['dog']);
    expect(vocabulary.findAll('zwei Hunde auf dem Sofa', ['de'])).toEqual(['dog', 'couch']);
    expect(vocabulary.findAll('un chien sous un cerf-volant', ['fr'])).toEqual(['dog', 'kite']);
    expect(vocabulary.findAll('zwei Hunde', ['en'])).toEqual([]);
    expect(vocabulary.findAll('ein Boot', ['en', 'de'])).toEqual(['boat']);
    expect(vocabulary.findAll('a dog', ['und'])).toEqual([]);
  });

  it('finds words that are not separated, and none inside of others', () => {
    expect(vocabulary.findAll('海滩上的狗和自行车', ['zh'])).toEqual(['dog', 'bicycle']);
    expect(vocabulary.findAll('马路', ['zh'])).toEqual([]);
    expect(vocabulary.findAll('犬と猫がベンチにいる', ['ja'])).toEqual(['dog', 'cat', 'bench']);
    expect(vocabulary.findAll('หมาบนเก้าอี้', ['th'])).toEqual(['dog', 'chair']);
  });

  it('takes Korean particles off', () => {
    expect(vocabulary.findAll('고양이와 개가 소파에 있다', ['ko'])).toEqual(['cat', 'dog', 'couch']);
  });
});

describe('findCounted', () => {
  it('reads numbers before things, with words between', () => {
    expect(vocabulary.findCounted('two small brown dogs and 3 children')).toEqual([
      { name: 'dog', count: 2 },
      { name: 'person', count: 3 },
    ]);
  });

  it.each([
    ['de', 'drei Katzen'],
    ['fr', 'trois chats'],
    ['es', 'tres gatos'],
    ['it', 'tre gatti'],
    ['pt', 'três gatos'],
    ['nl', 'drie katten'],
    ['sv', 'tre katter'],
    ['pl', 'trzy koty'],
    ['ru', 'три кошки'],
    ['uk', 'три кішки'],
    ['tr', 'üç kedi'],
    ['ar', 'ثلاث قطط'],
    ['zh', '三只猫'],
    ['ja', '三匹の猫'],
    ['ko', '고양이 세 마리'],
    ['th', 'แมวสามตัว'],
  ])('knows the numbers of %s', (language, text) => {
    expect(vocabulary.findCounted(text, [language])).toEqual([{ name: 'cat', count: 3 }]);
  });

  it('finds none where the number counts something else, or there is none', () => {
    expect(vocabulary.findCounted('a house with two floors behind a dog')).toEqual([]);
    expect(vocabulary.findCounted('a dog and a cat')).toEqual([]);
    expect(vocabulary.findCounted('drei Katzen', ['en'])).toEqual([]);
  });
});
