/** Lengths of international bank account numbers by country (SWIFT IBAN registry). */
const LENGTHS: Readonly<Record<string, number>> = {
  ...{ AD: 24, AE: 23, AL: 28, AT: 20, AZ: 28, BA: 20, BE: 16, BG: 22, BH: 22, BI: 27, BR: 29, BY: 28, CH: 21, CR: 22 },
  ...{ CY: 28, CZ: 24, DE: 22, DJ: 27, DK: 18, DO: 28, EE: 20, EG: 29, ES: 24, FI: 18, FK: 18, FO: 18, FR: 27, GB: 22 },
  ...{ GE: 22, GI: 23, GL: 18, GR: 27, GT: 28, HR: 21, HU: 28, IE: 22, IL: 23, IQ: 23, IS: 26, IT: 27, JO: 30, KW: 30 },
  ...{ KZ: 20, LB: 28, LC: 32, LI: 21, LT: 20, LU: 20, LV: 21, LY: 25, MC: 27, MD: 24, ME: 22, MK: 19, MN: 20, MR: 27 },
  ...{ MT: 31, MU: 30, NI: 28, NL: 18, NO: 15, OM: 23, PK: 24, PL: 28, PS: 29, PT: 25, QA: 29, RO: 24, RS: 22, RU: 33 },
  ...{ SA: 24, SC: 31, SD: 18, SE: 24, SI: 19, SK: 24, SM: 27, SO: 23, ST: 25, SV: 28, TL: 23, TN: 24, TR: 26, UA: 29 },
  ...{ VA: 22, VG: 24, XK: 20, YE: 30 },
};

/** The country and the check digits that an account number begins with. */
const BEGINNING = /(?<![A-Za-z0-9])([A-Z]{2})[ \u00a0]?(\d{2})/g;

/** Between groups: a space or a hyphen, or the end of a line. */
const SEPARATOR = /[ \u00a0\n-]/;

/** Whether a text holds an international bank account number (ISO 13616) of a known country, with its length and its check digits. */
export function hasAccountNumber(text: string): boolean {
  for (const { index, 1: country } of text.matchAll(BEGINNING)) {
    const length = LENGTHS[country as string];
    if (length === undefined) continue;
    const number = readCharacters(text, index, length);
    if (number !== undefined && isAccountNumber(number)) return true;
  }
  return false;
}

/** @param number capitals and digits without separators */
function isAccountNumber(number: string): boolean {
  if (LENGTHS[number.slice(0, 2)] !== number.length || !/^[A-Z]{2}\d{2}[A-Z0-9]+$/.test(number)) return false;
  // Words in capitals are no accounts: of every country's numbers, half of the characters at least are digits.
  if (number.replace(/\D/g, '').length * 2 < number.length) return false;
  let rest = 0;
  for (const character of number.slice(4) + number.slice(0, 4)) {
    const value = Number.parseInt(character, 36);
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
  }
  return rest === 1;
}

/** So many letters and digits from a place on, without single separators between them; `undefined` where others stand between, or more follow. */
function readCharacters(text: string, from: number, length: number): string | undefined {
  let characters = '';
  let at = from;
  for (; characters.length < length; at++) {
    const character = text[at] ?? '';
    if (/[A-Z0-9]/.test(character)) characters += character;
    else if (!SEPARATOR.test(character) || SEPARATOR.test(text[at - 1] ?? '')) return undefined;
  }
  return /[A-Za-z0-9]/.test(text[at] ?? '') ? undefined : characters;
}
