import { describe, expect, it } from 'vitest';
import { loadObjectVocabulary } from '#src/detect/objects/load-vocabulary.js';
import { bindColours } from '#src/search/look/bind-colours.js';

const bind = (text: string, language = 'en') =>
  bindColours(text, loadObjectVocabulary(), [language]).map(({ colour, label }) => `${colour} ${label}`);

describe('colours of things that a text names', () => {
  it.each([
    ['a red bus', ['red bus']],
    ['Red London bus at night', ['red bus']],
    ['the blue car and the yellow boat', ['blue car', 'yellow boat']],
    ['black and white cat', ['black cat', 'white cat']],
    ['a brown dog with a red frisbee', ['brown dog', 'red frisbee']],
    ['blue sky behind a bus', []],
    ['woman in red', []],
    ['a bus in front of a red wall', []],
    ['black and white photo of a bus', []],
    ['white woman with a red umbrella', ['red umbrella']],
  ])('%s', (text, expected) => {
    expect(bind(text)).toEqual(expected);
  });

  it.each([
    ['de', 'ein roter Bus', 'red bus'],
    ['fr', 'un bus rouge', 'red bus'],
    ['fr', 'une voiture de sport rouge', undefined],
    ['es', 'autobús rojo', 'red bus'],
    ['it', 'autobus rosso', 'red bus'],
    ['pt', 'ônibus vermelho', 'red bus'],
    ['nl', 'een rode bus', 'red bus'],
    ['pl', 'czerwony autobus', 'red bus'],
    ['ru', 'красный автобус', 'red bus'],
    ['tr', 'kırmızı otobüs', 'red bus'],
    ['zh', '一辆红色的巴士', 'red bus'],
    ['ja', '赤いバス', 'red bus'],
    ['ko', '빨간 버스가 있다', 'red bus'],
    ['ar', 'حافلة حمراء', 'red bus'],
    ['th', 'รถบัสสีแดง', 'red bus'],
  ])('%s: %s', (language, text, expected) => {
    expect(bind(text, language)).toEqual(expected === undefined ? [] : [expected]);
  });
});
