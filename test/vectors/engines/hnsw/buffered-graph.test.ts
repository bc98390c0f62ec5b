import { describe, expect, it } from 'vitest';
import { IdSet } from '#src/model/id-set.js';
import { BufferedGraph } from '#src/vectors/engines/hnsw/buffered-graph.js';
import { HnswGraph } from '#src/vectors/engines/hnsw/hnsw-graph.js';
import {
  findNearest,
  joinVectors,
  makeRandom,
  makeUnit,
  makeUnits,
} from '../../../support/vectors/synthetic-vectors.js';

const DIM = 16;
const COUNT = 400;

function make(count: number) {
  const random = makeRandom(count);
  const list = makeUnits(random, DIM, count);
  const ids = list.map((_, i) => i + 1);
  return { ids, list, joined: joinVectors(list), query: makeUnit(random, DIM) };
}

function add(vectors: BufferedGraph, ids: readonly number[], data: Float32Array): void {
  vectors.apply({ ids, data }, []);
}

describe('vectors of a graph and its buffer', () => {
  it('are found while none, some and all of them are indexed; filtered or not', () => {
    const { ids, list, joined, query } = make(COUNT);
    const vectors = new BufferedGraph(HnswGraph.create(DIM));
    add(vectors, ids, joined);
    const few = IdSet.from([3, 50, 399]);
    const nearest = (among: Iterable<number>, k: number) =>
      findNearest(new Map(Array.from(among, (id) => [id, list[id - 1] as Float32Array])), query, k).ids;
    for (const count of [0, 100, COUNT]) {
      vectors.indexSome(count);
      expect(vectors.indexed + vectors.unindexed).toBe(COUNT);
      expect(vectors.search(query, 1).ids).toEqual(nearest(ids, 1));
      expect(vectors.search(query, 3, few).ids).toEqual(nearest(few, 3));
    }
    expect(vectors.unindexed).toBe(0);
    add(vectors, [5], list[0] as Float32Array);
    expect(vectors.indexed + vectors.unindexed).toBe(COUNT);
    expect(vectors.unindexed).toBe(0);
  });

  it('are quantised a few at a time after the first search with a narrow filter; removed ones are not', () => {
    const { ids, joined, query } = make(COUNT);
    const graph = HnswGraph.create(DIM);
    graph.add(ids, joined);
    const vectors = new BufferedGraph(graph);
    const few = IdSet.from([1, 2, 3]);
    vectors.search(query, 3);
    vectors.search(query, 3, IdSet.from(ids));
    const before = vectors.search(query, 3, few).ids;
    expect(vectors.unquantised).toBe(0);
    const allow = IdSet.from(ids.slice(0, 30));
    const best = vectors.search(query, 3, allow).ids;
    expect(vectors.unquantised).toBe(COUNT);
    vectors.apply({ ids: [], data: new Float32Array(0) }, [COUNT]);
    for (let i = 0; i < 4; i++) vectors.quantiseSome(100);
    expect([vectors.unquantised, vectors.indexed + vectors.unindexed]).toEqual([0, COUNT - 1]);
    expect(vectors.search(query, 3, allow).ids).toEqual(best);
    expect(vectors.search(query, 3, few).ids).toEqual(before);
    expect(vectors.search(query, 3, IdSet.from([1, COUNT])).ids).toEqual([1]);
    expect(() => vectors.search(new Float32Array(3), 3, allow)).toThrow();
    expect(() => vectors.search(query, 0, allow)).toThrow();
  });

  it('that are indexed later are quantised as well', () => {
    const { ids, list, joined, query } = make(COUNT);
    const vectors = new BufferedGraph(HnswGraph.create(DIM));
    add(vectors, ids.slice(0, 300), joined.subarray(0, 300 * DIM));
    vectors.indexSome(300);
    const allow = IdSet.from(ids.slice(0, 30));
    vectors.search(query, 3, allow);
    vectors.quantiseSome(300);
    add(vectors, ids.slice(300), joined.subarray(300 * DIM));
    vectors.indexSome(100);
    expect([vectors.unindexed, vectors.unquantised]).toEqual([0, 0]);
    expect(vectors.search(list[COUNT - 1] as Float32Array, 1, IdSet.from([2, COUNT])).ids).toEqual([COUNT]);
  });
});
