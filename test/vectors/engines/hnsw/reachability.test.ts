import { beforeAll, describe, expect, it } from 'vitest';
import { HnswGraph } from '#src/vectors/engines/hnsw/hnsw-graph.js';
import { IS_LONG } from '../../../support/runner/form.js';
import { makeClustered, makeNear, makeRandom, shuffle } from '../../../support/vectors/synthetic-vectors.js';

const DIM = 512;

/** A graph of 1,000 copies of one picture and 500 others in no order; `spread` is how far the copies are from the original. */
function makeCrowded(seed: number, spread: number): { graph: HnswGraph; others: Map<number, Float32Array> } {
  const random = makeRandom(seed);
  const [original, ...others] = makeClustered(random, DIM, 501, 1) as [Float32Array, ...Float32Array[]];
  const copies = Array.from({ length: 1000 }, () => (spread === 0 ? original : makeNear(random, original, spread)));
  const graph = HnswGraph.create(DIM);
  const found = new Map<number, Float32Array>();
  shuffle(random, [...copies, ...others]).forEach((vector, i) => {
    graph.add([i + 1], vector);
    if (others.includes(vector)) found.set(i + 1, vector);
  });
  return { graph, others: found };
}

/** The others that are not found as their own nearest neighbours. */
function findLost(graph: HnswGraph, others: ReadonlyMap<number, Float32Array>, k: number): number[] {
  return [...others].filter(([id, vector]) => graph.search(vector, k).ids[0] !== id).map(([id]) => id);
}

const SPREADS: [string, number][] = [
  ['identical', 0],
  ['nearly identical', 1e-2],
  ...(IS_LONG
    ? ([
        ['indistinguishable', 1e-4],
        ['similar', 0.1],
      ] as [string, number][])
    : []),
];

describe.each(SPREADS)('a graph crowded by 1,000 %s vectors', (name, spread) => {
  let graph: HnswGraph;
  let others: ReadonlyMap<number, Float32Array>;
  beforeAll(() => {
    ({ graph, others } = makeCrowded(7, spread));
  });

  // Asked for 500, it looks at 1,000 candidates: what is not found then has no way in.
  it('leads to every other vector where it is searched widely', () => {
    expect(others.size).toBe(500);
    expect(findLost(graph, others, 500)).toEqual([]);
  });

  it('leads to at least 98 in 100 of the others where it is asked for one neighbour', () => {
    const lost = findLost(graph, others, 1);
    console.info(`${lost.length} of 500 photos not found by a search for one neighbour, among 1,000 ${name} ones`);
    expect(lost.length).toBeLessThanOrEqual(10);
  });
});
