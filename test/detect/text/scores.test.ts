import { describe, expect, it } from 'vitest';
import { isWord } from '#src/detect/text/scores.js';

describe('a word', () => {
  it.each(['Exit', 'B 7', '24', '出口', 'Ça', '«ab»', '1,50 €'])('is %s', (text) => {
    expect(isWord(text)).toBe(true);
  });

  it.each(['', 'O', '—', 'T.', '()', '出', '°°'])('is not "%s"', (text) => {
    expect(isWord(text)).toBe(false);
  });
});
