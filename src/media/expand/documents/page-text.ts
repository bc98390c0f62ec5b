import { cleanText } from '../../../metadata/clean-text.js';

/** Longer texts of a page are cut: a page of a newspaper has some 30,000 characters. */
export const MAX_PAGE_TEXT = 100_000;

/** The characters that PDFium writes in place of a hyphen that divides a word at the end of a line, with the end of the line. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: the mark of earlier versions is one
const DIVIDED = /[\u0002\ufffe](?:\r?\n)?/g;

/**
 * The text of a page as it is searched and shown: words that lines divide are whole again, ligatures are letters (`ﬁ` is `fi`), and blanks are one.
 * @returns `undefined` for a page without text
 */
export function cleanPageText(text: string): string | undefined {
  const joined = text.replace(DIVIDED, '').replaceAll('\0', ' ').normalize('NFKC');
  const lines = joined.split(/\r?\n/).map((line) => line.replace(/[^\S\n]+/g, ' ').trim());
  return cleanText(lines.join('\n').replace(/\n{3,}/g, '\n\n'), MAX_PAGE_TEXT);
}
