import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hasAccountNumber } from '#src/model/sensitive/account-numbers.js';
import { hasCardNumber, isLuhnValid } from '#src/model/sensitive/card-numbers.js';
import { isSensitive } from '#src/model/sensitive/is-sensitive.js';
import { hasMachineReadableZone } from '#src/model/sensitive/machine-readable-zone.js';

/** Numbers that issuers publish for tests. */
const CARDS = [
  'VISA\n4111 1111 1111 1111\n12/27',
  '5555-5555-5555-4444',
  '2223003122003222',
  'Amex 3782 822463 10005',
  '3056 930902 5904',
  '6011 1111 1111 1117',
  '3530 1113 3330 0000',
  '6200 0000 0000 0005',
];

/** Of the registry's examples. */
const ACCOUNTS = [
  'IBAN DE89 3704 0044 0532 0130 00',
  'GB29NWBK60161331926819',
  'FR14 2004 1010 0505 0001 3M02 606 Paris',
  'NO93 8601 1117 947',
  'CH93 0076 2011 6238 5295 7',
  'NL91ABNA0417164300\nDatum 1.2.2024',
];

/** The specimens of Doc 9303. */
const ZONES = [
  'P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10',
  'I<UTOD231458907<<<<<<<<<<<<<<<\n7408122F1204159UTO<<<<<<<<<<<6\nERIKSSON<<ANNA<MARIA<<<<<<<<<<',
  'I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<\nD231458907UTO7408122F1204159<<<<<<<6',
];

describe('text that others could misuse', () => {
  it.each(CARDS)('has the number of a card: %j', (text) => {
    expect([hasCardNumber(text), isSensitive(text)]).toEqual([true, true]);
  });

  it.each(ACCOUNTS)('has the number of an account: %j', (text) => {
    expect([hasAccountNumber(text), isSensitive(text)]).toEqual([true, true]);
  });

  it.each(ZONES)('has the zone of an identity document: %j', (text) => {
    expect([hasMachineReadableZone(text), isSensitive(text)]).toEqual([true, true]);
  });

  it('has a zone in which digits were read as letters, and blanks between the letters', () => {
    expect(hasMachineReadableZone('L898902C36 UTO 74O8I22F12O4I59 ZE184226B«««««10')).toBe(true);
  });

  it.each([
    'Order 4111 1111 1111 1112',
    'total 1234567890123456',
    '4111 11111111 1111',
    '0.4111111111111111',
    '+49 170 1234567, 2024-05-06 07:08:09',
    'ISBN 978-3-16-148410-0',
    'IBAN DE88 3704 0044 0532 0130 00',
    'XX89 3704 0044 0532 0130 00',
    'SALE<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<',
    'L898902C36UTO7408123F1204159ZE184226B<<<<<10',
    'The quick brown fox jumps over the lazy dog',
    '',
  ])('is not %j', (text) => {
    expect(isSensitive(text)).toBe(false);
  });

  it('is not what it was when one digit of it is another one', () => {
    const texts = [...CARDS, ...ACCOUNTS].map((text) => text.replace(/\n.*|\d\d\/\d\d/g, '').replace(/ Paris/, ''));
    fc.assert(
      fc.property(fc.constantFrom(...texts), fc.nat(), fc.integer({ min: 1, max: 9 }), (text, at, by) => {
        const places = [...text.matchAll(/\d/g)].map(({ index }) => index);
        fc.pre(places.length > 0);
        const place = places[at % places.length] as number;
        const digit = (Number(text[place]) + by) % 10;
        return !isSensitive(`${text.slice(0, place)}${digit}${text.slice(place + 1)}`);
      }),
    );
  });

  it('is one of the ten numbers that a check digit is added to', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^4\d{14}$/), (start) => {
        const found = Array.from({ length: 10 }, (_, check) => `${start}${check}`).filter(isLuhnValid);
        return found.length === 1 && hasCardNumber(found[0] as string);
      }),
    );
  });

  it('is one in forty numbers of sixteen digits without a meaning, at most', () => {
    const random = (seed: number) => {
      let state = seed;
      return () => {
        state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
        return state / 2 ** 32;
      };
    };
    const next = random(7);
    const digits = (count: number) => Array.from({ length: count }, () => Math.floor(next() * 10)).join('');
    const found = Array.from({ length: 20_000 }, () => digits(16)).filter(isSensitive).length;
    expect(found / 20_000).toBeLessThan(1 / 40);
    const phones = Array.from({ length: 20_000 }, () => `+${digits(2)} ${digits(3)} ${digits(7)}, ${digits(13)}`);
    expect(phones.filter(isSensitive)).toHaveLength(0);
  });
});
