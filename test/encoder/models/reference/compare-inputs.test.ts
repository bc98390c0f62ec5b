import { describe, expect, it } from 'vitest';
import { compareInputs, type ModelInputs } from '#src/encoder/models/reference/compare-inputs.js';

const INPUTS: ModelInputs = {
  tokens: new Map([
    ['a dog', [2, 11, 17, 3]],
    ['42 cats', [2, 40, 18, 3]],
  ]),
  size: [32, 32],
  colour: [0.57, -0.216, -0.608],
};

const compare = (own: Partial<ModelInputs>) =>
  compareInputs({ ...INPUTS, ...own }, INPUTS, {
    ...{ model: 'someone/model', referenceName: 'transformers 1.2.3', std: [0.5, 0.5, 0.5] },
  });

describe('compareInputs', () => {
  it('accepts equal inputs, and colours that differ by rounding', () => {
    expect(() => compare({})).not.toThrow();
    expect(() => compare({ colour: [0.573, -0.216, -0.608] })).not.toThrow();
  });

  it.each<[string, Partial<ModelInputs>, RegExp]>([
    [
      'another token',
      { tokens: new Map([...INPUTS.tokens, ['42 cats', [2, 41, 18, 3]]]) },
      /^The tokens of "42 cats" of someone\/model must be 2 40 18 3, as in transformers 1\.2\.3, got 2 41 18 3\.$/,
    ],
    ['a text without tokens', { tokens: new Map() }, /"a dog" .* got \.$/],
    ['a token at the end', { tokens: new Map([...INPUTS.tokens, ['a dog', [2, 11, 17]]]) }, /got 2 11 17\.$/],
    ['another size', { size: [32, 64] }, /must be 32 × 32, .* got 32 × 64\.$/],
    ['another colour', { colour: [0.575, -0.216, -0.608] }, /must be 0\.570 -0\.216 -0\.608, .* got 0\.575/],
    ['channels in another order', { colour: [-0.608, -0.216, 0.57] }, /normalised colour 200 100 50/],
  ])('throws model-invalid for %s', (_what, own, message) => {
    expect(() => compare(own)).toThrow(
      expect.objectContaining({ code: 'model-invalid', message: expect.stringMatching(message) }),
    );
  });
});
