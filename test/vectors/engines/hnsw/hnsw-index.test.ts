import { describe, expect, it } from 'vitest';
import { HnswIndex } from '#src/vectors/engines/hnsw/hnsw-index.js';
import { findNearest, joinVectors, makeRandom, makeUnit, makeUnits } from '../../../support/synthetic-vectors.js';
import { describeVectorIndex } from '../../vector-index.contract.js';

const create = (dim: number) => HnswIndex.create(dim);

describeVectorIndex('HnswIndex', { create });
describeVectorIndex('HnswIndex with every vector linked', {
  create,
  settle: (index) => (index as HnswIndex).settle(),
});

const DIM = 64;

async function fill(count: number): Promise<{ index: HnswIndex; vectors: Map<number, Float32Array> }> {
  const made = makeUnits(makeRandom(count), DIM, count);
  const index = await create(DIM);
  const ids = made.map((_, i) => i + 1);
  await index.add(ids, joinVectors(made));
  return { index, vectors: new Map(made.map((vector, i) => [i + 1, vector])) };
}

describe('HnswIndex', () => {
  it('finds vectors before they are linked, while they are linked and afterwards', async () => {
    const { index, vectors } = await fill(3000);
    expect(index.pending).toBeGreaterThan(0);
    const random = makeRandom(1);
    let asked = 0;
    while (index.pending > 0) {
      const id = 1 + Math.floor(random() * 3000);
      expect((await index.search(vectors.get(id) as Float32Array, 5)).ids[0]).toBe(id);
      asked++;
    }
    expect(asked).toBeGreaterThan(10);
    for (let id = 1; id <= 3000; id += 50)
      expect((await index.search(vectors.get(id) as Float32Array, 5)).ids[0]).toBe(id);
    await index.close();
  });

  it('neither loses nor doubles a vector that is removed while vectors are linked', async () => {
    const { index, vectors } = await fill(1000);
    const removed: number[] = [];
    for (let id = 1; index.pending > 0 && id <= 1000; id += 20) {
      // One that is linked last and one that is linked first.
      await index.remove([id, 1001 - id]);
      removed.push(id, 1001 - id);
    }
    await index.settle();
    for (const id of removed) vectors.delete(id);
    expect(index.size).toBe(vectors.size);
    const { ids } = await index.search(makeUnit(makeRandom(2), DIM), 1000);
    expect([...ids].sort((a, b) => a - b)).toEqual([...vectors.keys()]);
    await index.close();
  });

  it('rejects a removed id whether its vector was linked or not', async () => {
    const { index, vectors } = await fill(500);
    const some = [vectors.get(1) as Float32Array];
    await index.remove([1, 500]);
    await expect(index.add([1], joinVectors(some))).rejects.toMatchObject({ code: 'vector-invalid' });
    await expect(index.add([500], joinVectors(some))).rejects.toMatchObject({ code: 'vector-invalid' });
    await index.settle();
    await expect(index.add([1], joinVectors(some))).rejects.toMatchObject({ code: 'vector-invalid' });
    await expect(index.add([500], joinVectors(some))).rejects.toMatchObject({ code: 'vector-invalid' });
    expect(index.size).toBe(498);
    await index.close();
  });

  it('finds everything that is left after most was removed', async () => {
    const { index, vectors } = await fill(1500);
    await index.settle();
    const removed = [...vectors.keys()].filter((id) => id % 15 !== 0);
    await index.remove(removed);
    for (const id of removed) vectors.delete(id);
    const query = makeUnit(makeRandom(3), DIM);
    // All 100 that are left, whatever the order of near-equals: the graph's copies carry a little noise.
    const inOrderOfIds = (ids: readonly number[]) => [...ids].sort((x, y) => x - y);
    const { ids } = await index.search(query, 100);
    expect(inOrderOfIds(ids)).toEqual(inOrderOfIds(findNearest(vectors, query, 100).ids));
    await index.close();
  });

  it('settles at once when nothing waits', async () => {
    const index = await create(DIM);
    await index.settle();
    expect(index.pending).toBe(0);
    await index.close();
  });

  it('rejects what is under way when it is closed, and does not hang', async () => {
    const { index, vectors } = await fill(2000);
    const underWay = [index.settle(), index.search(vectors.get(1) as Float32Array, 1), index.remove([1])];
    const outcomes = Promise.allSettled(underWay);
    await index.close();
    for (const outcome of await outcomes)
      expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'library-closed' } });
  });

  it('rejects the reading of a graph that is not there', async () => {
    const identity = { libraryId: 'a', space: 'b', dim: DIM };
    await expect(HnswIndex.read('/nowhere/graph-1.json', identity)).rejects.toMatchObject({ code: 'graph-invalid' });
  });
});
