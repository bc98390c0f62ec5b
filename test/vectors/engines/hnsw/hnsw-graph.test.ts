import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { HnswGraph } from '#src/vectors/engines/hnsw/hnsw-graph.js';
import { makeTemporaryFolder } from '../../../support/temporary-folder.js';
import { joinVectors, makeRandom, makeUnits } from '../../../support/vectors/synthetic-vectors.js';

const DIM = 16;
const folder = makeTemporaryFolder();

function makeGraph(count: number): { graph: HnswGraph; vectors: Float32Array[] } {
  const vectors = makeUnits(makeRandom(21), DIM, count);
  const graph = HnswGraph.create(DIM);
  graph.add(
    vectors.map((_, i) => i + 1),
    joinVectors(vectors),
  );
  return { graph, vectors };
}

describe('the graph behind its checks', () => {
  // The native side throws where more is asked for than it has room for (1,024 at the beginning).
  it('gives what it holds when more is asked for than it has room for', () => {
    const { graph, vectors } = makeGraph(50);
    for (const k of [51, 1024, 1025, 100_000]) {
      const { ids } = graph.search(vectors[0] as Float32Array, k);
      expect(ids).toHaveLength(50);
      expect(ids[0]).toBe(1);
    }
  });

  it('makes room as it grows, beyond what it began with', () => {
    const { graph, vectors } = makeGraph(3000);
    expect(graph.size).toBe(3000);
    for (const i of [0, 1023, 1024, 2999]) expect(graph.search(vectors[i] as Float32Array, 1).ids).toEqual([i + 1]);
  });

  it('looks at as many candidates after it was read from a file as before', () => {
    const { graph } = makeGraph(3000);
    const file = join(folder, 'graph.hnsw');
    graph.write(file);
    const read = HnswGraph.read(file, DIM, []);
    for (const query of makeUnits(makeRandom(22), DIM, 200))
      expect(read.search(query, 10)).toEqual(graph.search(query, 10));
  });
});
