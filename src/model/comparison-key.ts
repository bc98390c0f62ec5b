/**
 * How texts are compared: two texts are the same when their keys are. Neither composed or decomposed letters matter (`é` as one code point or
 * two) nor the case of any alphabet (`Straße` and `STRASSE`, `İzmir` and `izmir`, `ΟΔΟΣ` and `οδος`); diacritics do. Idempotent.
 *
 * Unicode's default case folding (Unicode 15, section 3.13) by way of capitals, which JavaScript has; a dot on an i and the final sigma, which
 * depend on language and place, are dropped.
 */
export function toComparisonKey(text: string): string {
  if (isAscii(text)) return text.toLowerCase();
  const cased = text.normalize('NFD').toLowerCase().toUpperCase().toLowerCase();
  return cased
    .replace(/i\u0307/g, 'i')
    .replaceAll('ς', 'σ')
    .normalize('NFC');
}

/** The key for completions and names that are typed without care: diacritics do not matter either (`Côte` and `cote`). */
export function toLooseKey(text: string): string {
  const bare = isAscii(text) ? text : text.normalize('NFD').replace(/\p{M}/gu, '');
  return toComparisonKey(bare).replaceAll('’', "'").trim();
}

/** The words of a text by their loose keys, with a space before and behind each: `one` holds the words of `another` if it holds its text. */
export function toLooseWords(text: string): string {
  return ` ${
    toLooseKey(text)
      .match(/[\p{L}\p{N}]+/gu)
      ?.join(' ') ?? ''
  } `;
}

function isAscii(text: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the range of ASCII
  return /^[\u0000-\u007f]*$/.test(text);
}
