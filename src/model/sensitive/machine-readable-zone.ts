/** The machine-readable zone of passports, visas and identity cards (ICAO Doc 9303): lines of capitals, digits and the filler `<`. */

/**
 * The beginning of the second line of passports (TD3, 44 characters), visas and cards of size TD2 (36): number, check digit, nationality, date of
 * birth, check digit, sex, date of expiry, check digit. What follows is optional data, and fillers that are often read wrong.
 */
const LONG_LINE = /(?=([A-Z0-9<]{9})([A-Z0-9])([A-Z0-9<]{3})([A-Z0-9]{6})([A-Z0-9])([MFXKC<])([A-Z0-9]{6})([A-Z0-9]))/g;

/** The first line of cards of size TD1 (30 characters): kind, state, number, check digit. */
const FIRST_OF_THREE = /^[ACI1][A-Z0-9<]([A-Z0-9<]{3})([A-Z0-9<]{9})([A-Z0-9])/;

/** Their second line: date of birth, check digit, sex, date of expiry, check digit, nationality. */
const SECOND_OF_THREE = /^([A-Z0-9]{6})([A-Z0-9])([MFXKC<])([A-Z0-9]{6})([A-Z0-9])([A-Z0-9<]{3})/;

/** Characters of a line without spaces; readers lose or double some of the fillers. */
const SHORTEST = 26;
const LONGEST = 50;

/** Letters that are read where digits stand, and the digits that they are. */
const DIGITS: Readonly<Record<string, string>> = {
  O: '0',
  Q: '0',
  D: '0',
  I: '1',
  L: '1',
  Z: '2',
  S: '5',
  G: '6',
  B: '8',
};

/** Whether a text holds a machine-readable zone whose check digits are right. */
export function hasMachineReadableZone(text: string): boolean {
  const lines = text
    .split('\n')
    .map(normalise)
    .filter((line) => line.length >= SHORTEST && line.length <= LONGEST && /\d/.test(line));
  if (lines.some(isLongLine)) return true;
  return lines.some(isFirstOfThree) && lines.some(isSecondOfThree);
}

/** Without spaces, in capitals, with one sign for the filler. */
function normalise(line: string): string {
  if (line.length < SHORTEST || line.length > LONGEST * 2) return '';
  return line
    .replace(/[«≪《]/g, '<<')
    .replace(/[‹＜〈⟨(]/g, '<')
    .replace(/\s+/g, '')
    .toUpperCase();
}

function isLongLine(line: string): boolean {
  for (const [, number, numberCheck, state, birth, birthCheck, , expiry, expiryCheck] of line.matchAll(LONG_LINE)) {
    if (!isState(state as string) || !isDate(birth as string, birthCheck as string)) continue;
    if (isDate(expiry as string, expiryCheck as string) && isNumber(number as string, numberCheck as string))
      return true;
  }
  return false;
}

function isFirstOfThree(line: string): boolean {
  const [, state, number, check] = FIRST_OF_THREE.exec(line) ?? [];
  return state !== undefined && isState(state) && isNumber(number as string, check as string);
}

function isSecondOfThree(line: string): boolean {
  const [, birth, birthCheck, , expiry, expiryCheck, state] = SECOND_OF_THREE.exec(line) ?? [];
  if (birth === undefined || !isState(state as string)) return false;
  return isDate(birth, birthCheck as string) && isDate(expiry as string, expiryCheck as string);
}

/** Three letters, or one and two fillers, as Germany has. */
function isState(state: string): boolean {
  return /^[A-Z]{3}$|^[A-Z]<<$/.test(state.replaceAll('0', 'O').replaceAll('1', 'I'));
}

/** Year, month and day in two digits each, with its check digit. */
function isDate(date: string, check: string): boolean {
  const digits = toDigits(date);
  if (!/^\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])$/.test(digits)) return false;
  return computeCheckDigit(digits) === toDigits(check);
}

/** A document's number, as it was read or with what is often confused put right. */
function isNumber(number: string, check: string): boolean {
  const expected = toDigits(check);
  // Fillers at the end are read as K or C.
  const filled = number.replace(/[KC]+$/, (end) => '<'.repeat(end.length));
  const readings = [number, filled, filled.replaceAll('O', '0'), filled.replaceAll('0', 'O')];
  return /\d/.test(number) && readings.some((reading) => computeCheckDigit(reading) === expected);
}

function toDigits(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => DIGITS[letter] ?? letter);
}

/** Weights 7, 3, 1; letters count from 10, the filler 0 (ICAO Doc 9303-3, 4.9). */
export function computeCheckDigit(text: string): string {
  let sum = 0;
  for (let i = 0; i < text.length; i++) {
    const character = text[i] as string;
    sum += (character === '<' ? 0 : Number.parseInt(character, 36)) * ([7, 3, 1][i % 3] as number);
  }
  return String(sum % 10);
}
