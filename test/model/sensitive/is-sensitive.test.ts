import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hasAccountNumber } from '#src/model/sensitive/account-numbers.js';
import { hasCardNumber, isLuhnValid } from '#src/model/sensitive/card-numbers.js';
import { isSensitive } from '#src/model/sensitive/is-sensitive.js';
import { computeCheckDigit, hasMachineReadableZone } from '#src/model/sensitive/machine-readable-zone.js';
import { makeRandom } from '../../support/vectors/synthetic-vectors.js';

/** Numbers that issuers publish for tests. */
const CARDS = [
  'VISA\n4111 1111 1111 1111\n12/27',
  '4111 1111 1111 1111',
  '5555-5555-5555-4444',
  'pay 2223 0031 2200 3222 now',
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
  'MT84 MALT 0110 0001 2345 MTLC AST0 01S',
  'NO93 8601 1117 947',
  'CH93 0076 2011 6238 5295 7',
  'NL91ABNA0417164300\nDatum 1.2.2024',
  'IBAN: NL91\nABNA 0417 1643 00.',
];

/** The specimens of Doc 9303. */
const PASSPORT = 'P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10';
const SMALL_CARD = 'I<UTOD231458907<<<<<<<<<<<<<<<\n7408122F1204159UTO<<<<<<<<<<<6\nERIKSSON<<ANNA<MARIA<<<<<<<<<<';
const LARGE_CARD = 'I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<\nD231458907UTO7408122F1204159<<<<<<<6';

describe('the number of a card', () => {
  it.each(CARDS)('is in %j', (text) => {
    expect([hasCardNumber(text), isSensitive(text)]).toEqual([true, true]);
  });

  it('counts without groups, and over lines, where a card is named', () => {
    expect(hasCardNumber('4111111111111111')).toBe(false);
    expect(hasCardNumber('VISA\n4111111111111111\n12/29')).toBe(true);
    expect(hasCardNumber('Kartennummer 4111 11111111 1111')).toBe(true);
    expect(hasCardNumber('4111\n1111\n1111\n1111')).toBe(false);
    expect(hasCardNumber('VALID THRU 12/29\n4111\n1111\n1111\n1111')).toBe(true);
  });

  it.each([
    'Order 4111 1111 1111 1112',
    '4111 11111111 1111',
    '9111 1111 1111 1111',
    '4000 4050 4100 4150',
    '1700000000000000',
    '4111 1111 1111 1111 1111',
    '0.4111111111111111',
    'Visa 0.4111111111111111',
  ])('is not in %j', (text) => expect(hasCardNumber(text)).toBe(false));

  it('is one of the ten numbers that a check digit is added to', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^4\d{14}$/), (start) => {
        const found = Array.from({ length: 10 }, (_, check) => `${start}${check}`).filter(isLuhnValid);
        return found.length === 1 && hasCardNumber(`Visa ${found[0]}`);
      }),
    );
  });
});

describe('the number of an account', () => {
  it.each(ACCOUNTS)('is in %j', (text) => {
    expect([hasAccountNumber(text), isSensitive(text)]).toEqual([true, true]);
  });

  it.each([
    'IBAN DE88 3704 0044 0532 0130 00',
    'DE89 3704 0044 0532 0130 0',
    'DE89 3704 0044 0532 0130 001',
    'XX89 3704 0044 0532 0130 00',
  ])('is not in %j', (text) => expect(hasAccountNumber(text)).toBe(false));
});

describe('the zone of an identity document', () => {
  it.each([PASSPORT, LARGE_CARD, SMALL_CARD, PASSPORT.replaceAll('<', '‹'), PASSPORT.toLowerCase()])(
    'is in %j',
    (text) => expect([hasMachineReadableZone(text), isSensitive(text)]).toEqual([true, true]),
  );

  it('is known with lost fillers, digits read as letters, and blanks between the letters', () => {
    expect(hasMachineReadableZone('L898902C36UTO7408122F1204159ZE184226B<<10')).toBe(true);
    expect(hasMachineReadableZone('L898902C36UTO74O8I22F12O4159ZE184226B<<<<<10')).toBe(true);
    expect(hasMachineReadableZone('L898902C36 UTO 74O8I22F12O4I59 ZE184226B«««««10')).toBe(true);
  });

  it.each([
    'L898902C36UTO7408123F1204159ZE184226B<<<<<10',
    SMALL_CARD.split('\n')[1] as string,
    'SALE<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<',
  ])('is not in %j', (text) => expect(hasMachineReadableZone(text)).toBe(false));

  it('has the check digits of the standard', () => expect(computeCheckDigit('D23145890')).toBe('7'));
});

describe('text that others could misuse', () => {
  it.each([
    'total 1234567890123456',
    '+49 170 1234567, 2024-05-06 07:08:09',
    'ISBN 978-3-16-148410-0',
    'The quick brown fox jumps over the lazy dog',
    '',
  ])('is not %j', (text) => expect(isSensitive(text)).toBe(false));

  it('is not what it was when one digit of it is another one', () => {
    const texts = [...CARDS, ...ACCOUNTS].map((text) => text.replace(/\n(?!ABNA).*|\d\d\/\d\d/g, ''));
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

  it('is no number without a meaning, phone number or time', () => {
    const random = makeRandom(18);
    const digits = (length: number) => Array.from({ length }, () => Math.floor(random() * 10)).join('');
    const makers = [
      () => digits(16),
      () => digits(13),
      () => digits(44),
      () => `+${digits(2)} ${digits(3)} ${digits(4)} ${digits(4)}`,
      () => `+${digits(2)} ${digits(3)} ${digits(7)}, ${digits(13)}`,
      () => `(${digits(3)}) ${digits(3)}-${digits(4)}`,
      () => `20${digits(2)}-${digits(2)}-${digits(2)} ${digits(2)}:${digits(2)}:${digits(2)}`,
      () => `IMG_20${digits(6)}_${digits(6)}.jpg`,
    ];
    for (const make of makers)
      expect(Array.from({ length: 3000 }, make).filter((text) => isSensitive(text))).toEqual([]);
  });

  it('is one in thirty numbers without a meaning in the groups of cards, at most', () => {
    const random = makeRandom(7);
    const group = () => String(Math.floor(random() * 10_000)).padStart(4, '0');
    const texts = Array.from({ length: 5000 }, () => `${group()} ${group()} ${group()} ${group()}`);
    expect(texts.filter((text) => isSensitive(text)).length / 5000).toBeLessThan(1 / 30);
  });
});
