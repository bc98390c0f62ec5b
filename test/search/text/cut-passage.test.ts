import { expect, it } from 'vitest';
import { cutPassage } from '#src/search/text/cut-passage.js';

const whole = (text: string) => ({ text, isPrefix: false });
const filler = (words: number) => Array.from({ length: words }, (_, i) => `filler${i}`).join(' ');

it('a short text is given whole, on one line', () => {
  expect(cutPassage(' Invoice\n 1001 ', [whole('invoice')])).toBe('Invoice 1001');
});

it('of a longer one, the part around the words, between blanks', () => {
  const passage = cutPassage(`${filler(60)} the Grüße from Zürich ${filler(60)}`, [whole('grusse'), whole('zurich')]);
  expect(passage).toMatch(/^…filler\d+ .*the Grüße from Zürich filler0 .*filler\d+…$/);
  expect(passage.length).toBeLessThanOrEqual(162);
});

it('where most of the words stand close together, not where the first one stands alone', () => {
  const text = `invoice ${filler(60)} invoice for bicycles ${filler(60)}`;
  expect(cutPassage(text, [whole('invoice'), whole('bicycles')])).toContain('invoice for bicycles');
});

it('finds beginnings of words where they are asked for, and ideographs within a sentence', () => {
  const text = `${filler(60)} photographs ${filler(60)}`;
  expect(cutPassage(text, [{ text: 'photog', isPrefix: true }])).toContain('photographs');
  expect(cutPassage(text, [whole('photog')])).not.toContain('photographs');
  expect(cutPassage(`${filler(60)} 本公司发票号码 ${filler(60)}`, [whole('发票')])).toContain('发票');
});

it('begins at the start where none of the words is found, and copes with one word of any length', () => {
  expect(cutPassage(`first ${filler(60)}`, [whole('nowhere')])).toMatch(/^first /);
  expect(cutPassage('x'.repeat(1000), [whole('y')])).toBe(`${'x'.repeat(50)}…`);
});
