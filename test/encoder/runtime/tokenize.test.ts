import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EMBEDDED_MODEL } from '#src/encoder/models/embedded-model.js';
import { resolveModel } from '#src/encoder/models/resolve-model.js';
import { loadTokenizer } from '#src/encoder/runtime/tokenize.js';
import { fitLength } from '#src/encoder/runtime/tokens.js';
import { copyModel, OFFLINE } from '../../support/encoder/models.js';
import { makeTemporaryFolder } from '../../support/temporary-folder.js';

describe('fitLength', () => {
  const CLIP = { maxTokens: 5, padToMax: false, padTokenId: 0 };

  it('leaves a short text alone', () => {
    expect(fitLength([101, 7, 102], CLIP)).toEqual({ ids: [101, 7, 102], mask: [1, 1, 1], truncated: false });
    expect(fitLength([101, 7, 8, 9, 102], CLIP).truncated).toBe(false);
  });

  it('cuts before the closing token, which stays last', () => {
    expect(fitLength([101, 7, 8, 9, 10, 102], CLIP)).toEqual({
      ids: [101, 7, 8, 9, 102],
      mask: [1, 1, 1, 1, 1],
      truncated: true,
    });
  });

  it('pads to full length where the model wants that, and masks the padding', () => {
    expect(fitLength([7, 1], { maxTokens: 4, padToMax: true, padTokenId: 9 })).toEqual({
      ids: [7, 1, 9, 9],
      mask: [1, 1, 0, 0],
      truncated: false,
    });
  });

  it('never exceeds the length, never loses the closing token, and masks exactly what is text', () => {
    const token = fc.integer({ min: 1, max: 50_000 });
    const text = fc.record({
      maxTokens: fc.integer({ min: 2, max: 80 }),
      padToMax: fc.boolean(),
      padTokenId: fc.constant(0),
    });
    fc.assert(
      fc.property(fc.array(token, { minLength: 1, maxLength: 200 }), text, (before, spec) => {
        const given = [...before];
        const { ids, mask, truncated } = fitLength(before, spec);
        expect(before).toEqual(given);
        expect(ids).toHaveLength(spec.padToMax ? spec.maxTokens : Math.min(before.length, spec.maxTokens));
        expect(mask).toHaveLength(ids.length);
        expect(truncated).toBe(before.length > spec.maxTokens);
        const textIds = ids.filter((_, i) => mask[i] === 1);
        expect(textIds).toHaveLength(Math.min(before.length, spec.maxTokens));
        expect(textIds.at(-1)).toBe(before.at(-1));
        expect(textIds.slice(0, -1)).toEqual(before.slice(0, textIds.length - 1));
        expect(ids.slice(textIds.length).every((id) => id === spec.padTokenId)).toBe(true);
      }),
    );
  });
});

describe('loadTokenizer', () => {
  it('encloses a text in the tokens of its model, and says when it was cut', async () => {
    const tokenize = loadTokenizer((await resolveModel(EMBEDDED_MODEL, OFFLINE)).texts[0]);
    const short = tokenize('a dog');
    expect([short.ids[0], short.ids.at(-1), short.ids.length, short.truncated]).toEqual([101, 102, 4, false]);
    const long = tokenize('dog '.repeat(500));
    expect([long.ids[0], long.ids.at(-1), long.ids.length, long.truncated]).toEqual([101, 102, 128, true]);
  });

  it('takes emoji, other scripts, control characters and nothing at all', async () => {
    const tokenize = loadTokenizer((await resolveModel(EMBEDDED_MODEL, OFFLINE)).texts[0]);
    for (const text of ['🐕‍🦺', '海辺の犬', 'собака', 'a\u0000b\u001b[31m', '', '\ud800'])
      expect.soft(tokenize(text).ids.length, JSON.stringify(text)).toBeGreaterThanOrEqual(2);
  });

  it.each([
    ['is not JSON', '{"version": "1.0", '],
    ['is no tokenizer', '{}'],
  ])('throws model-invalid when tokenizer.json %s', async (_what, text) => {
    const folder = await copyModel(makeTemporaryFolder());
    await writeFile(join(folder, 'tokenizer.json'), text);
    const [tower] = (await resolveModel(folder, OFFLINE)).texts;
    expect(() => loadTokenizer(tower)).toThrow(
      expect.objectContaining({ code: 'model-invalid', message: expect.stringContaining(folder) }),
    );
  });
});
