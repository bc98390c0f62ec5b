import fc from 'fast-check';
import { expect, it } from 'vitest';
import { packNeighbours, unpackNeighbours } from '#src/vectors/engines/hnsw/pack-neighbours.js';

it('neighbours are the same after they were sent to another thread', () => {
  const neighbour = fc.tuple(fc.integer({ min: 1, max: 2 ** 32 - 1 }), fc.double({ min: -1, max: 1, noNaN: true }));
  fc.assert(
    fc.property(fc.array(fc.array(neighbour)), (lists) => {
      const answers = lists.map((list) => ({ ids: list.map(([id]) => id), cosines: list.map(([, cosine]) => cosine) }));
      expect(unpackNeighbours(structuredClone(packNeighbours(answers)))).toEqual(answers);
    }),
  );
});
