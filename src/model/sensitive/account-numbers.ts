/** Lengths of IBANs by country (the registry that ISO 13616 prescribes, kept by SWIFT). */
const LENGTHS: Readonly<Record<string, number>> = Object.fromEntries(
  (
    'AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20 EG29 ES24 FI18 FK18 FO18 FR27 ' +
    'GB22 GE22 GI23 GL18 GR27 GT28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 ' +
    'MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 PT25 QA29 RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 ' +
    'TN24 TR26 UA29 VA22 VG24 XK20 YE30'
  )
    .split(' ')
    .map((entry) => [entry.slice(0, 2), Number(entry.slice(2))]),
);

/** A country, two check digits, and groups of four with or without blanks between them. */
const PRINTED = /(?<![A-Z0-9])[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?/g;

/** Whether a text holds the number of a bank account (IBAN) with the length of its country and valid check digits. */
export function hasAccountNumber(text: string): boolean {
  return [...text.matchAll(PRINTED)].some(([printed]) => {
    const compact = printed.replaceAll(' ', '');
    // Words behind it may look like another group.
    const number = compact.slice(0, LENGTHS[compact.slice(0, 2)] ?? 0);
    return number.length === LENGTHS[compact.slice(0, 2)] && isChecked(number);
  });
}

/** ISO 7064, modulus 97-10: with the first four characters moved to the end and letters as 10…35, the rest by 97 is 1. */
function isChecked(number: string): boolean {
  let rest = 0;
  for (const character of number.slice(4) + number.slice(0, 4)) {
    const value = Number.parseInt(character, 36);
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
  }
  return rest === 1;
}
