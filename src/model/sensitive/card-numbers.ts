/** Digits as cards print them: in one piece, or in groups with single blanks or hyphens between them. */
const PRINTED = [
  // Visa, Mastercard, Discover, JCB, UnionPay.
  /(?<![\d.,])\d{4}([ -]?)\d{4}\1\d{4}\1\d{4}(?:\1\d{3})?(?![\d.,]\d|\d)/g,
  // American Express.
  /(?<![\d.,])\d{4}([ -]?)\d{6}\1\d{5}(?![\d.,]\d|\d)/g,
  // Diners Club.
  /(?<![\d.,])\d{4}([ -]?)\d{6}\1\d{4}(?![\d.,]\d|\d)/g,
];

/** Issuers by the first digits and the lengths of their numbers (ISO/IEC 7812 and the ranges that the networks publish). */
const ISSUERS: readonly { from: number; to: number; lengths: readonly number[] }[] = [
  { from: 4000, to: 4999, lengths: [16, 19] },
  { from: 5100, to: 5599, lengths: [16] },
  { from: 2221, to: 2720, lengths: [16] },
  { from: 3400, to: 3499, lengths: [15] },
  { from: 3700, to: 3799, lengths: [15] },
  { from: 6011, to: 6011, lengths: [16, 19] },
  { from: 6440, to: 6599, lengths: [16, 19] },
  { from: 3000, to: 3059, lengths: [14] },
  { from: 3600, to: 3699, lengths: [14] },
  { from: 3800, to: 3899, lengths: [14] },
  { from: 3528, to: 3589, lengths: [16, 19] },
  { from: 6200, to: 6299, lengths: [16, 19] },
];

/** Whether a text holds the number of a payment card: printed as on cards, of a known issuer, with a valid check digit. */
export function hasCardNumber(text: string): boolean {
  return PRINTED.some((pattern) =>
    [...text.matchAll(pattern)].some(([printed]) => isCardNumber(printed.replace(/[ -]/g, ''))),
  );
}

function isCardNumber(digits: string): boolean {
  const first = Number(digits.slice(0, 4));
  const isKnown = ISSUERS.some(
    ({ from, to, lengths }) => first >= from && first <= to && lengths.includes(digits.length),
  );
  return isKnown && isLuhnValid(digits);
}

/** The check of H. P. Luhn (ISO/IEC 7812-1, annex B): from the right, every second digit is doubled and its digits are added. */
export function isLuhnValid(digits: string): boolean {
  const sum = [...digits].reverse().reduce((total, digit, place) => {
    const value = Number(digit) * (place % 2 === 1 ? 2 : 1);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return sum % 10 === 0;
}
