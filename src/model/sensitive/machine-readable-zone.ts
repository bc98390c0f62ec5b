/** The machine-readable zone of passports, identity cards and visas (ICAO Doc 9303, parts 4 to 7). */

/** Letters that recognition of text gives for digits. */
const DIGITS: Readonly<Record<string, string>> = {
  O: '0',
  D: '0',
  Q: '0',
  I: '1',
  L: '1',
  Z: '2',
  S: '5',
  G: '6',
  B: '8',
};
const DIGIT = '[0-9ODQILZSGB]';
const DATE = `(${DIGIT}{6})(${DIGIT})`;
const SEX = '[MFX<]';

/** The second line of a passport, a visa or a larger identity card: number, country, birth, sex, expiry, each with its check digit. */
const SECOND_OF_TWO = new RegExp(`([A-Z0-9<]{9})(${DIGIT})[A-Z<]{3}${DATE}${SEX}${DATE}`, 'g');

/** The first and second line of an identity card of three lines. */
const FIRST_OF_THREE = new RegExp(`[ACI][A-Z0-9<][A-Z<]{3}([A-Z0-9<]{9})(${DIGIT})`, 'g');
const SECOND_OF_THREE = new RegExp(`${DATE}${SEX}${DATE}[A-Z<]{3}`, 'g');

/** Values are multiplied by these in turn (part 3, 4.9). */
const WEIGHTS = [7, 3, 1] as const;

/** Whether a text holds the machine-readable zone of an identity document with valid check digits. */
export function hasMachineReadableZone(text: string): boolean {
  const lines = text
    .split('\n')
    .map((line) => line.replace(/\s/g, '').replace(/[«‹(]/g, '<').toUpperCase())
    .filter((line) => line.length >= 24);
  const isSecondOfTwo = (line: string) =>
    [...line.matchAll(SECOND_OF_TWO)].some(([, number = '', check = '', ...dates]) => {
      return isChecked(number, check) && areDatesChecked(dates);
    });
  if (lines.some(isSecondOfTwo)) return true;
  const hasNumber = lines.some((line) =>
    [...line.matchAll(FIRST_OF_THREE)].some(([, number = '', check = '']) => isChecked(number, check)),
  );
  return (
    hasNumber &&
    lines.some((line) => [...line.matchAll(SECOND_OF_THREE)].some(([, ...dates]) => areDatesChecked(dates)))
  );
}

function areDatesChecked([birth = '', birthCheck = '', expiry = '', expiryCheck = '']: string[]): boolean {
  return isChecked(toDigits(birth), birthCheck) && isChecked(toDigits(expiry), expiryCheck);
}

function isChecked(field: string, check: string): boolean {
  const sum = [...field].reduce((total, character, place) => {
    const value = character === '<' ? 0 : Number.parseInt(character, 36);
    return total + value * (WEIGHTS[place % WEIGHTS.length] as number);
  }, 0);
  return sum % 10 === Number(toDigits(check));
}

function toDigits(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => DIGITS[letter] ?? letter);
}
