import { join } from 'node:path';
import { AutoTokenizer, env } from '@huggingface/transformers';
import { describe, expect, it } from 'vitest';
import { loadTokenizer } from '#src/encoder/runtime/tokenize.js';
import { writeFamilyModel } from '../../support/encoder/onnx/family-models.js';
import { makeUnigram } from '../../support/encoder/onnx/family-tokenizers.js';
import { makeTemporaryFolder } from '../../support/temporary-folder.js';

const TEXTS = [
  'a photo red',
  'photos of greenery',
  '  two   spaces,  and a\ttab ',
  'Capitals and ﬁne ligatures',
  'ein grüner Hund: größer als ein Haus',
  '小犬',
  '小さい犬 a photo of 犬',
  '🐕 a photo',
  '',
];

describe('a text tower of XLM-R', () => {
  const folder = makeTemporaryFolder();
  writeFamilyModel({ family: 'm-clip', dim: 8, into: makeTemporaryFolder(), textInto: folder });
  const tokenize = loadTokenizer({
    ...{ name: 'text', languages: undefined, folder, file: join(folder, 'onnx/model.onnx') },
    ...{ maxTokens: 128, padToMax: false, padTokenId: 1 },
  });
  const { pieces } = makeUnigram(['red', 'green', 'blue']);
  const toPieces = (text: string) => tokenize(text).ids.map((id) => pieces[id]);

  it('has the token ids of the reference implementation', async () => {
    env.allowRemoteModels = false;
    const reference = await AutoTokenizer.from_pretrained(folder, { local_files_only: true });
    for (const text of TEXTS) {
      const { input_ids: ids } = reference(text, { return_tensor: false }) as { input_ids: number[] };
      expect.soft(tokenize(text).ids, text).toEqual(ids);
    }
  });

  it('splits a text into its likeliest pieces, by their probabilities and not by their lengths', () => {
    expect(toPieces('a photo red')).toEqual(['<s>', '▁a', '▁photo', '▁red', '</s>']);
    expect(toPieces('greens')).toEqual(['<s>', '▁green', 's', '</s>']);
    // u and een are likelier together (−16.6) than ue, e and n (−24.6), although ue is longer than u.
    expect(toPieces('queen')).toEqual(['<s>', '▁', 'q', 'u', 'een', '</s>']);
    expect(toPieces('小犬 猫')).toEqual(['<s>', '▁', '小', '犬', '▁', '<unk>', '</s>']);
  });

  it('pads with the piece that its configuration names', () => {
    const padded = loadTokenizer({
      ...{ name: 'text', languages: undefined, folder, file: '', maxTokens: 6, padToMax: true, padTokenId: 1 },
    })('red');
    expect(padded.ids.map((id) => pieces[id])).toEqual(['<s>', '▁red', '</s>', '<pad>', '<pad>', '<pad>']);
    expect(padded.mask).toEqual([1, 1, 1, 0, 0, 0]);
  });
});
