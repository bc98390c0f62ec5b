import { describe, expect, it } from 'vitest';
import { matchStated, turnBox } from '#src/insight/people/match-stated.js';

const face = { sha256: 'a', frame: 0, box: { x: 0.6, y: 0.1, width: 0.1, height: 0.2 } };
const SIZE = { width: 300, height: 400 };

/** The orientation that turns a stored image back from another one. */
const BACK = [1, 2, 3, 4, 5, 8, 7, 6];

describe('a region of a file', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8])(
    'of the stored image names the face in the upright one: orientation %d',
    (orientation) => {
      const box = turnBox(face.box, BACK[orientation - 1] as number);
      const stated = [{ sha256: 'a', regions: [{ name: 'Anna', box }], orientation, ...SIZE }];
      expect([...matchStated([face], stated)]).toEqual([[face, 'Anna']]);
    },
  );

  it('applies to the upright image where its size is that', () => {
    const regions = [{ name: 'Anna', box: face.box, size: SIZE }];
    expect(matchStated([face], [{ sha256: 'a', regions, orientation: 6, ...SIZE }]).get(face)).toBe('Anna');
    const stored = [{ name: 'Anna', box: face.box, size: { width: 400, height: 300 } }];
    expect(matchStated([face], [{ sha256: 'a', regions: stored, orientation: 6, ...SIZE }]).size).toBe(0);
  });

  it('may hold the whole head, and names one face', () => {
    const other = { ...face, box: { ...face.box, x: 0.75 } };
    const head = { x: 0.55, y: 0, width: 0.2, height: 0.35 };
    const stated = [{ sha256: 'a', regions: [{ name: 'Anna', box: head }], orientation: 1, ...SIZE }];
    expect([...matchStated([other, face], stated)]).toEqual([[face, 'Anna']]);
    const whole = { x: 0, y: 0, width: 1, height: 1 };
    expect(
      matchStated([face], [{ ...stated[0], regions: [{ name: 'Anna', box: whole }] } as (typeof stated)[0]]).size,
    ).toBe(0);
    expect(matchStated([{ ...face, sha256: 'b' }], stated).size).toBe(0);
  });
});
