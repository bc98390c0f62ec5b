import { MAX_KEYWORD_LENGTH, MAX_KEYWORDS, MAX_TEXT_LENGTH } from './file-metadata.js';

const UTF8 = new TextDecoder('utf-8', { fatal: true });

/** Windows-1252 characters of the bytes 0x80…0x9f, which are controls in Latin-1. (The decoder of Node 20 confuses the two.) */
const WINDOWS_1252 = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';

/** Decodes bytes of unknown encoding: as UTF-8 when they are valid UTF-8, otherwise as Windows-1252 (a superset of Latin-1). */
export function decodeText(bytes: Uint8Array): string {
  try {
    return UTF8.decode(bytes);
  } catch {
    const latin1 = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
    return latin1.replace(/[\u0080-\u009f]/g, (letter) => WINDOWS_1252.charAt(letter.charCodeAt(0) - 0x80));
  }
}

/** Characters that are removed: controls except tab and line feed, byte-order marks, replacement characters, lone surrogates. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: the expression matches control characters
const JUNK = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\uFEFF\uFFFD\uD800-\uDFFF]/gu;

/** Truncates a text without splitting a surrogate pair. */
function truncate(text: string, length: number): string {
  if (text.length <= length) return text;
  const last = text.charCodeAt(length - 1);
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? length - 1 : length);
}

/**
 * Normalises a text for storage: everything after a NUL, control characters and outer white space are removed; line breaks become `\n`. The result
 * has at most `length` UTF-16 code units in composed form (NFC), so that `ü` has one encoding.
 * @returns `undefined` when the result is empty
 */
export function cleanText(text: string, length = MAX_TEXT_LENGTH): string | undefined {
  const end = text.indexOf('\0');
  // Padding with blanks is common; text beyond a multiple of the limit is ignored.
  const considered = truncate(end === -1 ? text : text.slice(0, end), 8 * length);
  const clean = truncate(considered.replace(/\r\n?/g, '\n').replace(JUNK, '').trim().normalize('NFC'), length).trim();
  return clean === '' ? undefined : clean;
}

/** Like {@link cleanText}, on one line. */
export function cleanLine(text: string, length = MAX_TEXT_LENGTH): string | undefined {
  return cleanText(text, length)?.replace(/\s+/g, ' ');
}

/**
 * Cleans keywords or names and removes duplicates, ignoring case; the first spelling is used.
 * @returns at most {@link MAX_KEYWORDS} keywords of at most {@link MAX_KEYWORD_LENGTH} code units
 */
export function cleanKeywords(keywords: Iterable<string>): string[] {
  const unique = new Map<string, string>();
  let read = 0;
  for (const keyword of keywords) {
    if (unique.size >= MAX_KEYWORDS || ++read > 20 * MAX_KEYWORDS) break;
    const clean = cleanLine(keyword, MAX_KEYWORD_LENGTH);
    if (clean !== undefined && !unique.has(clean.toLowerCase())) unique.set(clean.toLowerCase(), clean);
  }
  return [...unique.values()];
}

/** Splits hierarchical keywords such as `Places|Switzerland|Zürich`: every level becomes a keyword. */
export function flattenPaths(paths: readonly string[], separator: '|' | '/'): string[] {
  return paths.slice(0, 20 * MAX_KEYWORDS).flatMap((path) => path.slice(0, MAX_TEXT_LENGTH).split(separator));
}
