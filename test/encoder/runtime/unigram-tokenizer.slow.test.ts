import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Tokenizer } from '@huggingface/tokenizers';
import { describe, expect, it } from 'vitest';
import { UnigramTable } from '#src/encoder/runtime/unigram/unigram-table.js';
import { tokenizeUnigram } from '#src/encoder/runtime/unigram/unigram-tokenizer.js';
import { encodeUnigramTable } from '../../../scripts/encode-unigram-table.mjs';
import { MULTILINGUAL_FOLDER } from '../../support/encoder/models.js';
import { makeRandom } from '../../support/vectors/synthetic-vectors.js';

const description = JSON.parse(readFileSync(join(MULTILINGUAL_FOLDER, 'tokenizer.json'), 'utf8'));
const pieces: string[] = description.model.vocab.map(([piece]: [string, number]) => piece.replaceAll('▁', ' '));

/** The scripts of the tower's languages, and such as it does not know. */
const SCRIPTS = ['Latin', 'Cyrillic', 'Han', 'Hiragana', 'Katakana', 'Hangul', 'Arabic', 'Thai', 'Greek', 'Hebrew'];

/** Characters that are normalised, dropped or read as a space, and pieces of their own. */
const ODD = [
  ...['\u0000', '\u0007', '\t', '\n', '\u00a0', '\u00ad', '\u200b', '\u200d', '\u2581', '\u3000', '\ufeff', '\ufffd'],
  ...[
    'ａＢ１',
    '～',
    '㍿',
    'ﬁ',
    '½',
    '²',
    'é',
    'e\u0301',
    'ｶﾞ',
    '각',
    'ا\u064b',
    '🐕‍🦺',
    '👍🏽',
    '\ud800',
    '\udc00',
    '  ',
  ],
  ...['<s>', '</s>', '<unk>', 'extra_token_id_1', '葵', 'ሰላም', 'ქართული', '%$#@!', '...', "'", '1234567890'],
];

/** Texts of pieces of one script, of random pieces, of random characters, and of odd characters between pieces. */
function makeTexts(count: number): string[] {
  const random = makeRandom(7);
  const pick = <T>(list: readonly T[]) => list[Math.floor(random() * list.length)] as T;
  const byScript = SCRIPTS.map((script) =>
    pieces.filter((piece) => new RegExp(`\\p{Script=${script}}`, 'u').test(piece)),
  );
  const character = () => String.fromCodePoint(Math.floor(random() * (random() < 0.8 ? 0xffff : 0x1ffff)));
  const makers = [
    () => pick(byScript.map((list) => () => pick(list)))(),
    () => pick(pieces),
    () => pick(ODD),
    character,
  ];
  return Array.from({ length: count }, (_, i) => {
    const script = byScript[i % byScript.length] as string[];
    const parts = 1 + Math.floor(random() * 12);
    const isOfOneScript = i % 2 === 0;
    return Array.from({ length: parts }, () => (isOfOneScript && random() < 0.9 ? pick(script) : pick(makers)())).join(
      '',
    );
  });
}

describe('the compact form of the multilingual tokenizer', () => {
  it('is made from tokenizer.json', () => {
    expect(encodeUnigramTable(description).equals(readFileSync(join(MULTILINGUAL_FOLDER, 'tokenizer.bin')))).toBe(true);
  });

  it('gives the ids of @huggingface/tokenizers for 10,000 texts in all scripts', () => {
    const table = new UnigramTable(join(MULTILINGUAL_FOLDER, 'tokenizer.bin'));
    const reference = new Tokenizer(description, {});
    const texts = ['', ' ', ...ODD, ...makeTexts(10_000)];
    const different = texts.filter((text) => {
      const ids = tokenizeUnigram(table, text);
      const expected = reference.encode(text).ids;
      return ids.length !== expected.length || ids.some((id, i) => id !== expected[i]);
    });
    expect(different.map((text) => JSON.stringify(text))).toEqual([]);
  }, 60_000);
});
