import { MAX_KEYWORD_LENGTH, MAX_KEYWORDS, MAX_TEXT_LENGTH } from './file-metadata.js';

const UTF8 = new TextDecoder('utf-8', { fatal: true });

/** What Windows-1252 has for the bytes 0x80…0x9f, where Latin-1 has controls. (Node 20's own decoder takes the one for the other.) */
const WINDOWS_1252 = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';

/** Bytes of unknown encoding as text: UTF-8 where they are valid UTF-8, Windows-1252 (Latin-1 and more) elsewhere. */
export function decodeText(bytes: Uint8Array): string {
  try {
    return UTF8.decode(bytes);
  } catch {
    const latin1 = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
    return latin1.replace(/[\u0080-\u009f]/g, (letter) => WINDOWS_1252.charAt(letter.charCodeAt(0) - 0x80));
  }
}

/** Characters that no text needs: controls but tab and line feed, the replacement character, halves of surrogate pairs. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const JUNK = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\uFEFF\uFFFD\uD800-\uDFFF]/gu;

/** Cuts a text without cutting a character in two. */
function cut(text: string, length: number): string {
  if (text.length <= length) return text;
  const last = text.charCodeAt(length - 1);
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? length - 1 : length);
}

/**
 * A text fit to keep: what follows a NUL is gone, as are control characters and outer blanks; at most `length` code units, in
 * composed form (NFC), so that `ü` is the same wherever it comes from. Lines stay lines.
 * @returns `undefined` when nothing is left
 */
export function cleanText(text: string, length = MAX_TEXT_LENGTH): string | undefined {
  const end = text.indexOf('\0');
  // Padding of blanks is common; beyond some multiple of the limit nothing is looked at.
  const looked = cut(end === -1 ? text : text.slice(0, end), 8 * length);
  const clean = cut(looked.replace(/\r\n?/g, '\n').replace(JUNK, '').trim().normalize('NFC'), length).trim();
  return clean === '' ? undefined : clean;
}

/** Like {@link cleanText}, on one line. */
export function cleanLine(text: string, length = MAX_TEXT_LENGTH): string | undefined {
  return cleanText(text, length)?.replace(/\s+/g, ' ');
}

/**
 * Cleans words and keeps each once, without regard to case; the first spelling stays.
 * @returns at most {@link MAX_KEYWORDS} words of at most {@link MAX_KEYWORD_LENGTH} code units
 */
export function cleanWords(words: Iterable<string>): string[] {
  const kept = new Map<string, string>();
  let looked = 0;
  for (const word of words) {
    if (kept.size >= MAX_KEYWORDS || ++looked > 20 * MAX_KEYWORDS) break;
    const clean = cleanLine(word, MAX_KEYWORD_LENGTH);
    if (clean !== undefined && !kept.has(clean.toLowerCase())) kept.set(clean.toLowerCase(), clean);
  }
  return [...kept.values()];
}

/** Words out of paths like `Places|Switzerland|Zürich`: every level is a word. */
export function flattenPaths(paths: readonly string[], separator: '|' | '/'): string[] {
  return paths.slice(0, 20 * MAX_KEYWORDS).flatMap((path) => path.slice(0, MAX_TEXT_LENGTH).split(separator));
}
