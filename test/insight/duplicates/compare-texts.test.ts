import { describe, expect, it } from 'vitest';
import { compareTexts, readPictureText } from '#src/insight/duplicates/compare-texts.js';

const read = (text: string, score = 0.95) =>
  readPictureText(text.split('\n').map((line) => ({ text: line.trim(), score })));

const RECEIPT = `MARKTHALLE SUED
  Hauptstrasse 12, 04109 Leipzig
  14.11.2023 16:42
  Bread 3.20
  Coffee 7.49
  Cheese 12.85
  TOTAL 23.54
  Thank you for your visit`;

const FORM = (name: string, street: string, date: string) => `Application for a parking permit
  Name\n${name}\nStreet\n${street}\nCity\nLeipzig\nKind of permit\nResident\nDate\n${date}`;

const SCREEN = (time: string, sender: string, text: string) => `${time} 87 %
  Messages\n${sender}\n${text}\nType a message\nHome\nCalls\nSettings`;

describe('different', () => {
  it.each([
    ['receipts of one shop', RECEIPT, RECEIPT.replace(/\d+\.\d\d$/gm, (n) => (Number(n) * 1.7 + 1.11).toFixed(2))],
    [
      'forms that were filled in by two people',
      FORM('Anna Keller', '12 Garden Road', '24.11.2023'),
      FORM('Peter Brandt', '7 Mill Lane', '02.03.2021'),
    ],
    [
      'screens of one program',
      SCREEN('9:41', 'Maria Lopez', 'See you at the station at six'),
      SCREEN('9:52', 'Tom Baker', 'The parcel has not arrived yet'),
    ],
  ])('%s', (_, one, other) => {
    expect(compareTexts(read(one), read(other))).toBe('different');
    expect(compareTexts(read(other), read(one))).toBe('different');
  });
});

describe('the same', () => {
  it.each([
    [
      'with the slips of reading',
      RECEIPT.replace('Strasse', 'strafse').replace('Coffee', 'Coifee').replace('visit', 'v1s1t'),
    ],
    [
      'with other spaces, accents and punctuation',
      RECEIPT.replaceAll(' ', '').replace('SUED', 'SÜED').replaceAll('.', ','),
    ],
    ['with lines in another order', RECEIPT.split('\n').reverse().join('\n')],
    ['with lines put together', RECEIPT.replaceAll(/\n\s*(?=\d)/g, ' ')],
    ['without what is too small to be read', RECEIPT.split('\n').slice(0, 6).join('\n')],
  ])('%s', (_, copy) => {
    expect(compareTexts(read(RECEIPT), read(copy))).toBe('same');
  });

  it('although a smaller copy was read with many mistakes, which are not sure', () => {
    const noise = [...RECEIPT].map((sign, i) => (i % 3 === 0 ? 'x' : sign)).join('');
    expect(compareTexts(read(RECEIPT), read(noise, 0.6))).not.toBe('different');
  });
});

it('a few words on a sign say nothing, nor does no text', () => {
  expect(compareTexts(read('Bakery'), read('Pharmacy'))).toBe('unknown');
  expect(compareTexts(read(''), read(RECEIPT))).toBe('unknown');
});
