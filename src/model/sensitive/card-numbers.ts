/** Lengths of the numbers of payment cards by how they begin (ISO/IEC 7812): no country and no account is looked up. */
const ISSUERS: readonly { prefix: RegExp; lengths: readonly number[] }[] = [
  { prefix: /^4/, lengths: [16, 19] },
  { prefix: /^(?:5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720)/, lengths: [16] },
  { prefix: /^3[47]/, lengths: [15] },
  { prefix: /^(?:30[0-5]|3[689])/, lengths: [14] },
  { prefix: /^35(?:2[89]|[3-8])/, lengths: [16] },
  { prefix: /^(?:6011|64[4-9]|65)/, lengths: [16, 19] },
  { prefix: /^62/, lengths: [16, 17, 18, 19] },
  { prefix: /^(?:5018|5020|5038|5893|6304|6759|676[1-3])/, lengths: [16, 18, 19] },
];

/** Lengths of the groups that numbers are printed in. */
const GROUPINGS = new Set(['4-4-4-4', '4-6-5', '4-6-4', '4-4-4-4-3', '6-13']);

/** Digits in groups, by spaces or hyphens on one line; beyond its ends stand neither digits nor parts of a larger number. */
const ON_ONE_LINE =
  /(?<![\d.,:/+]|\d[ \u00a0-])\d{4,19}(?:[ \u00a0-]{1,2}\d{3,13}){0,4}(?![\d:/]|[.,]\d|[ \u00a0-]{1,2}\d)/g;
/** Four groups of four, each on a line of its own. */
const OVER_LINES = /(?<![\d.,:/+-])\d{4}(?:\s{1,3}\d{4}){3}(?![\d.,:/-])/g;

/** Words that cards and forms for them have. */
const CARD_WORDS =
  /\b(?:visa|master\s?card|maestro|american express|amex|discover|diners|jcb|union\s?pay|cvv|cvc|valid thru|good thru|card (?:number|no)|(?:credit|debit|bank) ?card|kreditkarten?|kartennummer|carte bancaire|tarjeta|carta di credito|cart[ãa]o)\b/i;

/**
 * Whether a text holds the number of a payment card: the prefix, the length and the check digit (Luhn) of one, in the groups that cards show it in.
 * One without groups, or broken over lines, counts where the text has a word of cards as well, because a tenth of all numbers passes the check.
 */
export function hasCardNumber(text: string): boolean {
  let namesCard: boolean | undefined;
  const isNamed = () => {
    namesCard ??= CARD_WORDS.test(text);
    return namesCard;
  };
  for (const [found] of text.matchAll(ON_ONE_LINE)) {
    const groups = found.split(/\D+/);
    if (!isCardNumber(groups.join('')) || isSequence(groups)) continue;
    if (GROUPINGS.has(groups.map(({ length }) => length).join('-')) || isNamed()) return true;
  }
  for (const [found] of text.matchAll(OVER_LINES)) {
    const groups = found.split(/\D+/);
    if (isCardNumber(groups.join('')) && !isSequence(groups) && isNamed()) return true;
  }
  return false;
}

/** @param digits nothing but digits */
function isCardNumber(digits: string): boolean {
  const isKnown = ISSUERS.some(({ prefix, lengths }) => lengths.includes(digits.length) && prefix.test(digits));
  return isKnown && isLuhnValid(digits);
}

/** The check of H. P. Luhn (ISO/IEC 7812-1, annex B): from the right, every second digit is doubled and its digits are added. */
export function isLuhnValid(digits: string): boolean {
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    const digit = Number(digits[digits.length - 1 - i]);
    const counted = i % 2 === 0 ? digit : digit * 2;
    sum += counted > 9 ? counted - 9 : counted;
  }
  return sum % 10 === 0;
}

/** Equal steps from group to group, or round numbers: labels of an axis, years, prices. */
function isSequence(groups: readonly string[]): boolean {
  if (groups.length < 3) return false;
  const numbers = groups.map(Number);
  const steps = numbers.slice(1).map((number, i) => number - (numbers[i] as number));
  const isEven = steps[0] !== 0 && steps.every((step) => step === steps[0]);
  return isEven || numbers.every((number) => number % 50 === 0);
}
