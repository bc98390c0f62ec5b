import { describe, expect, it } from 'vitest';
import { ExactIndex } from '#src/vectors/engines/exact/exact-index.js';
import { HnswIndex } from '#src/vectors/engines/hnsw/hnsw-index.js';
import { IS_LONG } from '../../../support/runner/form.js';
import { makeClustered, makeNear, makeRandom } from '../../../support/vectors/synthetic-vectors.js';
import { add, nextLocation, searchOne } from '../../vector-index.contract.js';

const COUNT = IS_LONG ? 20_000 : 3_200;
/** Half of what the model has, and half the time; `npm run bench -- searching` measures the same at 512. */
const DIM = 256;
const QUERIES = 300;
const K = 10;

describe('the graph', () => {
  it(`finds at least 99 in 100 of the ${K} nearest among ${COUNT} clustered vectors`, {
    timeout: 240_000,
  }, async () => {
    const random = makeRandom(2024);
    const vectors = makeClustered(random, DIM, 400, COUNT / 400);
    const ids = vectors.map((_, i) => i + 1);
    const exact = new ExactIndex(DIM);
    const graph = await HnswIndex.open(nextLocation(DIM));
    await add(exact, ids, vectors);
    await add(graph, ids, vectors);
    await graph.flush();

    let hits = 0;
    for (let i = 0; i < QUERIES; i++) {
      const member = vectors[Math.floor(random() * COUNT)] as Float32Array;
      // From a slight change to one that is nearer to the group than to the member.
      const query = makeNear(random, member, [0.3, 0.6, 1][i % 3] as number);
      const expected = new Set((await searchOne(exact, query, K)).ids);
      const { ids: found } = await searchOne(graph, query, K);
      hits += found.filter((id) => expected.has(id)).length;
    }
    await graph.close();

    const recall = hits / (QUERIES * K);
    console.info(`recall@${K} of ${COUNT} × ${DIM}: ${recall.toFixed(4)}`);
    expect(recall).toBeGreaterThanOrEqual(0.99);
  });
});
