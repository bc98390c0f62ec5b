import { describe, expect, it } from 'vitest';
import { IdSet } from '#src/model/id-set.js';
import { AllowedVectors } from '#src/vectors/allowed-vectors.js';
import { FakeVectorSource } from '../support/vectors/fake-vector-source.js';

const DIM = 8;

function makeSource(count: number): FakeVectorSource {
  const source = new FakeVectorSource(DIM);
  source.add(count);
  return source;
}

describe('the vectors of a filter', () => {
  it('are read once, and again when something was removed', async () => {
    const source = makeSource(50);
    const vectors = new AllowedVectors(source);
    const allow = IdSet.from([3, 7, 40, 99]);
    for (let i = 0; i < 3; i++) expect((await vectors.read(allow))?.ids).toEqual([3, 7, 40]);
    expect(source.readIds).toEqual([3, 7, 40]);
    source.remove([7]);
    expect((await vectors.read(allow))?.ids).toEqual([3, 40]);
  });

  it('of the filters that were used longest ago make room for others', async () => {
    const source = makeSource(10);
    const vectors = new AllowedVectors(source);
    const [first, second] = [0, 1].map((i) =>
      IdSet.from([i + 1, ...Array.from({ length: 20_000 }, (_, j) => 100 + j)]),
    );
    await vectors.read(first as IdSet);
    await vectors.read(second as IdSet);
    await vectors.read(second as IdSet);
    expect(source.readIds).toEqual([1, 2]);
    await vectors.read(first as IdSet);
    expect(source.readIds).toEqual([1, 2, 1]);
  });

  it('are wanted from the second search on', async () => {
    const vectors = new AllowedVectors(makeSource(10));
    const allow = IdSet.from([1, 2]);
    expect([1, 2, 3].map(() => vectors.isWanted(allow))).toEqual([false, true, true]);
    expect(vectors.isWanted(IdSet.from([1, 2]))).toBe(false);
  });

  it('are not kept where they are too many', async () => {
    const vectors = new AllowedVectors(makeSource(1));
    expect(await vectors.read(IdSet.from(Array.from({ length: 40_000 }, (_, i) => i + 1)))).toBeUndefined();
  });
});
