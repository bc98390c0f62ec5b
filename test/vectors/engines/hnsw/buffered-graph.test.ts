import { describe, expect, it } from 'vitest';
import { BufferedGraph } from '#src/vectors/engines/hnsw/buffered-graph.js';
import { HnswGraph } from '#src/vectors/engines/hnsw/hnsw-graph.js';
import { findNearest, joinVectors, makeRandom, makeUnit, makeUnits } from '../../../support/synthetic-vectors.js';

const DIM = 16;
const COUNT = 400;

function make(count: number) {
  const random = makeRandom(count);
  const list = makeUnits(random, DIM, count);
  const ids = list.map((_, i) => i + 1);
  return { ids, list, joined: joinVectors(list), query: makeUnit(random, DIM) };
}

describe('linked vectors', () => {
  it('are found while they wait, when some are linked, and when all are; filtered or not', () => {
    const { ids, list, joined, query } = make(COUNT);
    const vectors = new BufferedGraph(HnswGraph.create(DIM));
    vectors.add(ids, joined);
    const few = Uint32Array.of(3, 50, 399);
    const nearest = (among: Iterable<number>, k: number) =>
      findNearest(new Map(Array.from(among, (id) => [id, list[id - 1] as Float32Array])), query, k).ids;
    for (const linked of [0, 100, COUNT]) {
      vectors.linkSome(linked);
      expect(vectors.size).toBe(COUNT);
      expect(vectors.search(query, 1).ids).toEqual(nearest(ids, 1));
      expect(vectors.search(query, 3, { allow: few }).ids).toEqual(nearest(few, 3));
    }
    expect(vectors.pending).toBe(0);
    expect(() => vectors.add([5], list[0] as Float32Array)).toThrow();
  });

  it('are copied a few at a time once a filter that few pass is asked for; what was removed is not', () => {
    const { ids, joined, query } = make(COUNT);
    const graph = HnswGraph.create(DIM);
    graph.add(ids, joined);
    const vectors = new BufferedGraph(graph);
    const few = Uint32Array.of(1, 2, 3);
    vectors.search(query, 3);
    vectors.search(query, 3, { allow: Uint32Array.from(ids) });
    const before = vectors.search(query, 3, { allow: few }).ids;
    expect(vectors.uncopied).toBe(0);
    const allow = Uint32Array.from(ids.slice(0, 30));
    const best = vectors.search(query, 3, { allow }).ids;
    expect(vectors.uncopied).toBe(COUNT);
    vectors.remove([COUNT]);
    for (let i = 0; i < 4; i++) vectors.copySome(100);
    expect([vectors.uncopied, vectors.size]).toEqual([0, COUNT - 1]);
    expect(vectors.search(query, 3, { allow }).ids).toEqual(best);
    expect(vectors.search(query, 3, { allow: few }).ids).toEqual(before);
    expect(vectors.search(query, 3, { allow: Uint32Array.of(1, COUNT) }).ids).toEqual([1]);
    expect(() => vectors.search(new Float32Array(3), 3, { allow })).toThrow();
    expect(() => vectors.search(query, 0, { allow })).toThrow();
  });

  it('that are linked after the copies were made are among them', () => {
    const { ids, list, joined, query } = make(COUNT);
    const vectors = new BufferedGraph(HnswGraph.create(DIM));
    vectors.add(ids.slice(0, 300), joined.subarray(0, 300 * DIM));
    vectors.linkSome(300);
    const allow = Uint32Array.from(ids.slice(0, 30));
    vectors.search(query, 3, { allow });
    vectors.copySome(300);
    vectors.add(ids.slice(300), joined.subarray(300 * DIM));
    vectors.linkSome(100);
    expect([vectors.pending, vectors.uncopied]).toEqual([0, 0]);
    expect(vectors.search(list[COUNT - 1] as Float32Array, 1, { allow: Uint32Array.of(2, COUNT) }).ids).toEqual([
      COUNT,
    ]);
  });
});
