import { expect, it } from 'vitest';
import { cleanPageText, MAX_PAGE_TEXT } from '#src/media/expand/documents/page-text.js';

it.each([
  [
    'words that lines divide are whole',
    'a photo\ufffe\r\ngraph and a book\u0002\r\ncase',
    'a photograph and a bookcase',
  ],
  ['ligatures are letters', 'o\ufb03ce \ufb01le', 'office file'],
  ['blanks are one', '  a \u00a0 b\t\tc  \r\n\r\n\r\n\r\n d', 'a b c\n\nd'],
  ['zeros and controls are blanks or nothing', 'a\0b\u0007c', 'a bc'],
  ['half characters are left out', 'a\ud800b', 'ab'],
])('%s', (_, text, clean) => {
  expect(cleanPageText(text)).toBe(clean);
});

it('a page without text has none, and a long text is cut', () => {
  expect(cleanPageText(' \r\n\0 ')).toBeUndefined();
  expect(cleanPageText('word '.repeat(MAX_PAGE_TEXT))?.length).toBeLessThanOrEqual(MAX_PAGE_TEXT);
});
