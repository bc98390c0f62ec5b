import { SURE_TEXT_SCORE } from '../../model/region.js';

/** A line of text that was read in a picture. */
export interface TextLine {
  text: string;
  /** How sure the reading is, 0…1. */
  score: number;
}

/** The text of a picture, without what reading confuses. */
export interface PictureText {
  /** The lines that are sure and long enough to say something. */
  sure: readonly string[];
  /** Characters of these. */
  length: number;
  /** All lines, one behind the other. */
  all: string;
}

/** Whether two pictures have the same text; `unknown`: too little was read, or too little is alike. */
export type TextAgreement = 'same' | 'different' | 'unknown';

/** A shorter line is often a part of other text. */
const LEAST_LINE = 3;

/** Shorter texts say little: signs and names of shops stand on many pictures. */
const LEAST_LENGTH = 16;

/** A line stands in a text that has it with so many of its characters changed, lost or added, as reading does at times. */
const MOST_EDITS = 0.25;

/**
 * Two texts differ when each has so much of its own that the other lacks. Text that one alone has is no difference: a smaller copy has lines that
 * cannot be read. Of 349 pairs of copies of drawn pages (to a third of the size, cropped, photographed askew) none has more than 0.056; of
 * 1,150 pairs of pages of one layout 99.7 % have 0.13 or more, also where only three of seven fields of a form differ.
 */
const LEAST_DIFFERENT = 0.08;

/** Two texts are the same when no more is different, and at least the half of either stands in the other. */
const MOST_DIFFERENT = 0.03;
const LEAST_COMMON = 0.5;

/** Lines that are compared: on long pages, the first ones tell. */
const MOST_LINES = 80;

/** Prepares the lines of a picture for {@link compareTexts}. */
export function readPictureText(lines: readonly TextLine[]): PictureText {
  const plain = lines.map(({ text, score }) => ({ text: simplify(text), isSure: score >= SURE_TEXT_SCORE }));
  const sure = plain
    .filter(({ text, isSure }) => isSure && text.length >= LEAST_LINE)
    .slice(0, MOST_LINES)
    .map(({ text }) => text);
  const length = sure.reduce((sum, line) => sum + line.length, 0);
  return { sure, length, all: plain.map(({ text }) => text).join('\n') };
}

/** Whether two pictures have the same text, wherever it stands in them. */
export function compareTexts(a: PictureText, b: PictureText): TextAgreement {
  const shorter = Math.min(a.length, b.length);
  if (shorter < LEAST_LENGTH) return 'unknown';
  const [missingInB, missingInA] = [countMissing(a, b), countMissing(b, a)];
  const different = Math.min(missingInA, missingInB) / shorter;
  if (different >= LEAST_DIFFERENT) return 'different';
  const common = Math.min(1 - missingInB / a.length, 1 - missingInA / b.length);
  return different <= MOST_DIFFERENT && common >= LEAST_COMMON ? 'same' : 'unknown';
}

/** Characters of the sure lines of one text that do not stand in another. */
function countMissing({ sure }: PictureText, { all }: PictureText): number {
  return sure.reduce((sum, line) => sum + (isIn(line, all) ? 0 : line.length), 0);
}

function isIn(line: string, text: string): boolean {
  if (text.includes(line)) return true;
  const most = Math.floor(MOST_EDITS * line.length);
  return most > 0 && countEdits(line, text) <= most;
}

/**
 * The least edits that make a part of `text` out of `line`. P. H. Sellers, "The theory and computation of evolutionary distances: pattern
 * recognition" (1980).
 */
function countEdits(line: string, text: string): number {
  let before = Uint16Array.from({ length: line.length + 1 }, (_, i) => i);
  let now = new Uint16Array(line.length + 1);
  let least = line.length;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    for (let i = 1; i <= line.length; i++) {
      const changed = (before[i - 1] as number) + (line.charCodeAt(i - 1) === code ? 0 : 1);
      now[i] = Math.min(changed, (before[i] as number) + 1, (now[i - 1] as number) + 1);
    }
    least = Math.min(least, now[line.length] as number);
    [before, now] = [now, before];
  }
  return least;
}

/** Without case, diacritics, spaces and punctuation; letters that reading takes for each other are one. */
function simplify(text: string): string {
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '')
    .replace(/[ilı]/gu, '1')
    .replaceAll('o', '0');
}
