import { PhotoseekError } from '../../../errors.js';

/** The inputs of a model's towers, as its files derive them from a text and from an image. */
export interface ModelInputs {
  /** By text: token ids, before truncation and padding. */
  tokens: ReadonlyMap<string, readonly number[]>;
  /** Of the image tower: width and height. */
  size: readonly [width: number, height: number];
  /** Per channel, for {@link PROBE_COLOUR}. */
  colour: readonly number[];
}

/** Letters, capitals, punctuation and digits: the rules in which tokenizers differ. */
export const PROBE_TEXTS = ['a photo of a dog', 'Two people, one red boat!', '42 cats'] as const;

/** 8-bit RGB; a channel that is swapped, not scaled or not normalised gives another number. */
export const PROBE_COLOUR = [200, 100, 50] as const;

/**
 * Compares the inputs that photoseek derives from a model's files with those of the reference.
 * @param std of the normalisation, per channel: half a step of 8 bits is allowed, for rounding
 * @throws PhotoseekError `model-invalid` when they differ
 */
export function compareInputs(
  own: ModelInputs,
  reference: ModelInputs,
  { model, referenceName, std }: { model: string; referenceName: string; std: readonly number[] },
): void {
  const expect = (subject: string, expected: string, got: string) => {
    if (expected === got) return;
    throw new PhotoseekError(
      'model-invalid',
      `${subject} of ${model} must be ${expected}, as in ${referenceName}, got ${got}.`,
      { hint: 'Its JSON files are of a form that photoseek reads wrongly; choose another model: photoseek models' },
    );
  };
  for (const [text, ids] of reference.tokens)
    expect(`The tokens of "${text}"`, ids.join(' '), (own.tokens.get(text) ?? []).join(' '));
  expect('The input image', reference.size.join(' × '), own.size.join(' × '));
  const format = (colour: readonly number[]) => colour.map((value) => value.toFixed(3)).join(' ');
  const isNear = reference.colour.every(
    (value, channel) => Math.abs(value - (own.colour[channel] as number)) <= 0.5 / 255 / (std[channel] as number),
  );
  if (!isNear) expect(`The normalised colour ${PROBE_COLOUR.join(' ')}`, format(reference.colour), format(own.colour));
}
