import { describe, expect, it } from 'vitest';
import { hnswEngine } from '#src/vectors/engines/hnsw/hnsw-engine.js';
import { HnswIndex } from '#src/vectors/engines/hnsw/hnsw-index.js';
import { findNearest, makeRandom, makeUnit, makeUnits } from '../../../support/vectors/synthetic-vectors.js';
import { add, describeVectorIndex, nextLocation, remove, searchOne } from '../../vector-index.contract.js';

describeVectorIndex('the hnsw engine', hnswEngine, { isPersistent: true });
describeVectorIndex('the hnsw engine with every vector indexed', hnswEngine, {
  isPersistent: true,
  settle: (index) => index.flush(),
});

const DIM = 64;

async function fill(count: number): Promise<{ index: HnswIndex; vectors: Map<number, Float32Array> }> {
  const made = makeUnits(makeRandom(count), DIM, count);
  const index = await HnswIndex.open(nextLocation(DIM));
  const ids = made.map((_, i) => i + 1);
  await add(index, ids, made);
  return { index, vectors: new Map(made.map((vector, i) => [i + 1, vector])) };
}

describe('HnswIndex', () => {
  it('finds vectors before they are indexed, while they are indexed and afterwards', async () => {
    const { index, vectors } = await fill(2000);
    expect(index.status().unindexed).toBeGreaterThan(0);
    const random = makeRandom(1);
    let asked = 0;
    while (index.status().unindexed > 0) {
      const id = 1 + Math.floor(random() * 2000);
      expect((await searchOne(index, vectors.get(id) as Float32Array, 5)).ids[0]).toBe(id);
      asked++;
    }
    expect(asked).toBeGreaterThan(10);
    for (let id = 1; id <= 2000; id += 50)
      expect((await searchOne(index, vectors.get(id) as Float32Array, 5)).ids[0]).toBe(id);
    await index.close();
  });

  it('neither loses nor doubles a vector that is removed while vectors are indexed', async () => {
    const { index, vectors } = await fill(1000);
    const removed: number[] = [];
    for (let id = 1; index.status().unindexed > 0 && id <= 1000; id += 20) {
      // One that is indexed last and one that is indexed first.
      await remove(index, [id, 1001 - id]);
      removed.push(id, 1001 - id);
    }
    await index.flush();
    for (const id of removed) vectors.delete(id);
    expect(index.status().size).toBe(vectors.size);
    const { ids } = await searchOne(index, makeUnit(makeRandom(2), DIM), 1000);
    expect([...ids].sort((a, b) => a - b)).toEqual([...vectors.keys()]);
    await index.close();
  });

  it('does not add a removed id again, whether its vector was indexed or not', async () => {
    const { index, vectors } = await fill(500);
    const some = [vectors.get(1) as Float32Array];
    await remove(index, [1, 500]);
    await add(index, [1], some);
    await add(index, [500], some);
    await index.flush();
    await add(index, [1], some);
    await add(index, [500], some);
    expect(index.status().size).toBe(498);
    await index.close();
  });

  it('reports how far a flush is', async () => {
    const { index } = await fill(2000);
    const reports: number[] = [];
    await index.flush(({ size, indexed, unindexed }) => {
      expect(size).toBe(2000);
      expect(indexed + unindexed).toBe(2000);
      reports.push(indexed);
    });
    expect(reports.length).toBeGreaterThan(1);
    expect(reports).toEqual([...reports].sort((a, b) => a - b));
    expect(index.status().unindexed).toBe(0);
    await index.close();
  });

  it('finds everything that is left after most was removed', async () => {
    const { index, vectors } = await fill(1500);
    await index.flush();
    const removed = [...vectors.keys()].filter((id) => id % 15 !== 0);
    await remove(index, removed);
    for (const id of removed) vectors.delete(id);
    const query = makeUnit(makeRandom(3), DIM);
    // All 100 that are left, whatever the order of near-equals: the graph's copies carry a little noise.
    const inOrderOfIds = (ids: readonly number[]) => [...ids].sort((x, y) => x - y);
    const { ids } = await searchOne(index, query, 100);
    expect(inOrderOfIds(ids)).toEqual(inOrderOfIds(findNearest(vectors, query, 100).ids));
    await index.close();
  });

  it('flushes at once when nothing is unindexed', async () => {
    const index = await HnswIndex.open(nextLocation(DIM));
    await index.flush();
    expect(index.status().unindexed).toBe(0);
    await index.close();
  });

  it('rejects what is under way when it is closed, and does not hang', async () => {
    const { index, vectors } = await fill(2000);
    const underWay = [index.flush(), searchOne(index, vectors.get(1) as Float32Array, 1), remove(index, [1])];
    const outcomes = Promise.allSettled(underWay);
    await index.close();
    for (const outcome of await outcomes)
      expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'library-closed' } });
  });

  it('rejects the reading of a graph that is not there', async () => {
    const identity = { libraryId: 'a', space: 'b', dim: DIM };
    await expect(HnswIndex.read({ path: '/nowhere/graph-1.json', identity })).rejects.toMatchObject({
      code: 'graph-invalid',
    });
  });
});
