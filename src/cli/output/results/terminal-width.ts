import stringWidth from 'string-width';

/** Columns that a text takes in a terminal: characters of East Asian scripts and emoji take two, combining marks none. */
export const widthOf = (text: string): number => stringWidth(text);

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** Shortens a text to some columns, with … in place of the rest. Paths are cut at the start: their end says more. */
export function cutToWidth(text: string, width: number, cutAt: 'start' | 'end' = 'end'): string {
  if (widthOf(text) <= width) return text;
  const parts = [...graphemes.segment(text)].map(({ segment }) => segment);
  if (cutAt === 'start') parts.reverse();
  const kept: string[] = [];
  let room = width - 1;
  for (const part of parts) {
    room -= widthOf(part);
    if (room < 0) break;
    kept.push(part);
  }
  return cutAt === 'end' ? `${kept.join('')}…` : `…${kept.reverse().join('')}`;
}

/** Fills a text with spaces to some columns. */
export function padToWidth(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - widthOf(text)));
}
