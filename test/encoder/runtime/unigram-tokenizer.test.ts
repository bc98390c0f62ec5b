import { truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Tokenizer } from '@huggingface/tokenizers';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UnigramTable } from '#src/encoder/runtime/unigram/unigram-table.js';
import { tokenizeUnigram } from '#src/encoder/runtime/unigram/unigram-tokenizer.js';
import { encodeUnigramTable } from '../../../scripts/encode-unigram-table.mjs';
import { makeTemporaryFolder } from '../../support/temporary-folder.js';

/** A tokenizer with few pieces, so that ties, unknown characters and long matches are frequent. */
const DESCRIPTION = {
  added_tokens: [],
  normalizer: {
    type: 'Sequence',
    normalizers: [
      { type: 'Precompiled', precompiled_charsmap: '' },
      { type: 'Replace', pattern: { Regex: ' {2,}' }, content: ' ' },
      { type: 'Strip', strip_left: true, strip_right: true },
    ],
  },
  pre_tokenizer: { type: 'Metaspace', replacement: '▁', prepend_scheme: 'always', split: false },
  post_processor: {
    type: 'TemplateProcessing',
    single: [{ SpecialToken: { id: '<s>' } }, { Sequence: { id: 'A' } }, { SpecialToken: { id: '</s>' } }],
    pair: [],
    special_tokens: {
      '<s>': { id: '<s>', ids: [1], tokens: ['<s>'] },
      '</s>': { id: '</s>', ids: [2], tokens: ['</s>'] },
    },
  },
  decoder: { type: 'Metaspace', replacement: '▁', prepend_scheme: 'always', split: true },
  model: {
    type: 'Unigram',
    unk_id: 0,
    byte_fallback: false,
    vocab: [
      ...[
        ['<unk>', 0],
        ['<s>', 0],
        ['</s>', 0],
        ['▁', -2],
        ['a', -3],
        ['b', -3.5],
        ['ab', -6.5],
        ['▁a', -5],
        ['ba', -6.5],
      ],
      ...[
        ['狗', -7.25],
        ['狗狗', -9],
        ['é', -4.1],
        ['▁été', -9.7],
        ['aaa', -8.9999],
        ['🐕', -11],
      ],
    ],
  },
};

function writeTable(): string {
  const file = join(makeTemporaryFolder(), 'tokenizer.bin');
  writeFileSync(file, encodeUnigramTable(DESCRIPTION));
  return file;
}

describe('the tokenizer of a unigram model', () => {
  it('gives the ids of @huggingface/tokenizers, for ties, unknown characters and odd spaces, too', () => {
    const table = new UnigramTable(writeTable());
    const reference = new Tokenizer(DESCRIPTION, {});
    const unit = fc.constantFrom(
      'a',
      'b',
      ' ',
      '狗',
      'é',
      'e\u0301',
      '🐕',
      'x',
      '葵',
      '\u3000',
      '\u0007',
      'ｂ',
      '～',
      '\ud800',
      '<s>',
    );
    fc.assert(
      fc.property(fc.array(unit, { maxLength: 20 }), (units) => {
        const text = units.join('');
        expect(tokenizeUnigram(table, text)).toEqual(reference.encode(text).ids);
      }),
      { numRuns: 500 },
    );
  });

  it('joins neighbouring unknown characters', () => {
    const table = new UnigramTable(writeTable());
    expect(tokenizeUnigram(table, 'axyzb')).toEqual([1, 7, 0, 5, 2]);
    expect(tokenizeUnigram(table, '')).toEqual([1, 2]);
  });

  it('refuses a file that is cut off or another one', () => {
    const file = writeTable();
    truncateSync(file, 100);
    expect(() => new UnigramTable(file)).toThrow(expect.objectContaining({ code: 'model-invalid' }));
    writeFileSync(file, '{"model":{"type":"Unigram"}}');
    expect(() => new UnigramTable(file)).toThrow(expect.objectContaining({ code: 'model-invalid' }));
  });
});
