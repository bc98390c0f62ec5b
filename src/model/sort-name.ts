import { toComparisonKey } from './comparison-key.js';

/** In the order of the Unicode collation algorithm (CLDR root), before digits and letters. */
const PUNCTUATION = ` _-,;:!?.'"()[]{}@*/\\&#%\`^+<=>|~$`;

/** Codes of {@link PUNCTUATION} in keys, below those of digits; other signs come behind them, each after this one. */
const FIRST_SIGN = 0x0e;
const OTHER_SIGN = '\u002f';

/** Letters that are others with a mark, though they have no decomposition. */
const MARKED: Readonly<Record<string, string>> = { æ: 'ae', œ: 'oe', ø: 'o', đ: 'd', ł: 'l', ħ: 'h' };

/**
 * What names are put in order by: compared by code points, keys come in the order that a reader expects. Numbers count as such (`IMG_2` before `IMG_10`), case and
 * diacritics do not, signs come before digits and these before letters. A key and not a collation, so that a database gives the same order, whatever it was built with.
 */
export function toSortName(name: string): string {
  return toComparisonKey(name.normalize('NFKD').replace(/\p{M}/gu, ''))
    .replace(/[\p{Cc}\p{Cf}]/gu, '')
    .replace(/[æœøđłħ]/g, (letter) => MARKED[letter] as string)
    .replace(/[ァ-ヶ]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) - 0x60))
    .replace(/\d+|[\p{P}\p{S}\p{Z}]/gu, (part) => {
      if (/\d/.test(part)) return toNumberKey(part.replace(/^0+/, ''));
      const place = PUNCTUATION.indexOf(part);
      return place < 0 ? OTHER_SIGN + part : String.fromCharCode(FIRST_SIGN + place);
    });
}

/** A longer number is a larger one. */
function toNumberKey(digits: string): string {
  return digits.length < 10 ? `${digits.length}${digits}` : `:${String(digits.length).padStart(4, '0')}${digits}`;
}
