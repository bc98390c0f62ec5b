import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeCtc } from '#src/detect/text/decode-ctc.js';

const CHARACTERS = ['', 'a', 'b', ' '];

/** One step for each class, with a probability. */
function makeSteps(steps: readonly (readonly [index: number, probability: number])[]): Float32Array {
  const rest = (probability: number) => (1 - probability) / (CHARACTERS.length - 1);
  return Float32Array.from(
    steps.flatMap(([index, probability]) => CHARACTERS.map((_, i) => (i === index ? probability : rest(probability)))),
  );
}

const decode = (...steps: [number, number][]) => decodeCtc(makeSteps(steps), steps.length, CHARACTERS);

describe('the decoding of a line', () => {
  it('joins equal neighbours, and keeps those with a blank between them', () => {
    expect(decode([1, 0.9], [1, 0.9], [0, 0.9], [1, 0.9], [2, 0.9]).text).toBe('aab');
  });

  it('reads spaces', () => {
    expect(decode([1, 0.9], [3, 0.9], [2, 0.9]).text).toBe('a b');
  });

  it('scores by the first step of each character', () => {
    expect(decode([0, 0.99], [1, 0.9], [1, 0.5], [2, 0.7]).score).toBeCloseTo(0.8);
  });

  it('of blanks is nothing, with score 0', () => {
    expect(decode([0, 0.9], [0, 0.9])).toEqual({ text: '', score: 0 });
    expect(decodeCtc(new Float32Array(), 0, CHARACTERS)).toEqual({ text: '', score: 0 });
  });

  it('gives back what was spelled with blanks between the characters', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ index: fc.integer({ min: 1, max: 3 }), times: fc.integer({ min: 1, max: 4 }) })),
        fc.double({ min: 0.5, max: 1, noNaN: true }),
        (spelled, probability) => {
          const steps = spelled.flatMap(({ index, times }): [number, number][] => [
            ...Array.from({ length: times }, (): [number, number] => [index, probability]),
            [0, probability],
          ]);
          const { text, score } = decode(...steps);
          expect(text).toBe(spelled.map(({ index }) => CHARACTERS[index]).join(''));
          if (spelled.length > 0) expect(score).toBeCloseTo(probability);
        },
      ),
    );
  });
});
