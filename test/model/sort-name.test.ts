import { describe, expect, it } from 'vitest';
import { toSortName } from '#src/model/sort-name.js';
import { createRandom } from '../support/images/random-images.js';

const { compare } = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

const PARTS = [
  ...[
    'IMG',
    'img',
    'DSC',
    'Été',
    'ete',
    'Straße',
    'strasse',
    'Ünal',
    'z',
    'a',
    'Ærø',
    'Łódź',
    '日本',
    'アイ',
    'あい',
    'Привет',
    'ωμέγα',
  ],
  ...['0', '1', '2', '10', '0007', '42', '20230601', '123456789012'],
  ...[' ', '_', '-', '.', ',', '(', ')', '~', '#', '&', "'", '+', '@', '=', '!', '[', ']', '$', '%'],
];

describe('names in order', () => {
  it('come as the collation of a reader has them', () => {
    const random = createRandom(3);
    const pick = () => PARTS[Math.floor(random() * PARTS.length)] as string;
    for (let i = 0; i < 20_000; i++) {
      const make = () => `${pick()}${pick()}${pick()}.jpg`;
      const [one, other] = [make(), make()];
      const [a, b] = [toSortName(one), toSortName(other)];
      expect(a < b ? -1 : a > b ? 1 : 0, `${one} and ${other}`).toBe(compare(one, other));
    }
  });

  it('are those of numbers, whatever their length', () => {
    const names = [
      'IMG_2.jpg',
      'IMG_10.jpg',
      'IMG_9999999999.jpg',
      'IMG_10000000000.jpg',
      'IMG_100000000000000000000.jpg',
    ];
    expect([...names].reverse().sort((a, b) => (toSortName(a) < toSortName(b) ? -1 : 1))).toEqual(names);
  });
});
