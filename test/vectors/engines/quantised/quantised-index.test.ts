import { describe, expect, it } from 'vitest';
import { quantisedEngine } from '#src/vectors/engines/quantised/quantised-index.js';
import { SpaceFollower } from '#src/vectors/follower.js';
import { FakeVectorSource } from '../../../support/vectors/fake-vector-source.js';
import { findNearest, makeRandom, makeUnits } from '../../../support/vectors/synthetic-vectors.js';
import { describeVectorIndex } from '../../vector-index.contract.js';

describeVectorIndex('the quantised engine', quantisedEngine, { isPersistent: false });

describe('a space with the quantised engine', () => {
  it('is searched by it whatever its size, and follows its source', async () => {
    const dim = 64;
    const source = new FakeVectorSource(dim);
    source.add(2500);
    const space = new SpaceFollower(source, { indexPath: '/nowhere/graph-1.json', engine: 'quantised' });
    for (const change of [() => {}, () => source.remove([3, 4, 5]), () => source.add(40)]) {
      change();
      for (const query of makeUnits(makeRandom(1), dim, 10)) {
        const [found] = await space.search([query], 10);
        const expected = findNearest(source.vectors, query, 10);
        expected.cosines.forEach((cosine, i) => {
          expect(Math.abs(cosine - (found?.cosines[i] as number))).toBeLessThan(1e-4);
        });
      }
    }
    expect(space.engine).toBe('quantised');
    expect(space.size).toBe(2537);
    expect(await space.isCurrent()).toBe(true);
    await space.close();
  });
});
