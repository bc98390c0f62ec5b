import type { IdSet } from '../model/id-set.js';
import { createYielder } from '../runtime/yielder.js';
import { checkCount, checkVectors, vectorNotFinite } from './check-vectors.js';
import { FlatVectors } from './flat-vectors.js';
import { norm } from './math/dot-product.js';
import { roundingError } from './math/float-rows.js';
import { HalfRows } from './math/half-rows.js';
import { mergeNeighbours, TopK } from './math/top-k.js';
import type { Neighbours } from './port.js';
import { readChunks, readStoredChunks } from './read-chunks.js';
import type { VectorSource } from './source.js';

/** Lengths are known in single precision. */
const SURELY = 1.001;

/** The kernel takes queries of smaller numbers. */
const MOST = 2 ** 15;

/** The exact answer, by reading the allowed vectors of the source, or all of them. None of them is held in memory for longer than its turn. */
export async function compareWithAll(
  source: VectorSource,
  queries: readonly Float32Array[],
  k: number,
  allow: IdSet | undefined,
): Promise<Neighbours[]> {
  checkCount(k);
  for (const query of queries) checkVectors(query, 1, source.identity.dim);
  if (allow === undefined && source.listStoredAfter !== undefined && queries.every(isSmall))
    return compareWithStored(source, queries, k);
  let best: Neighbours[] = queries.map(() => ({ ids: [], cosines: [] }));
  const vectors = new FlatVectors(source.identity.dim);
  for await (const { ids, data } of readChunks(source, allow)) {
    vectors.clear();
    vectors.add(ids, data);
    best = queries.map((query, i) => mergeNeighbours(best[i] as Neighbours, vectors.search(query, k), k));
  }
  return best;
}

function isSmall(query: Float32Array): boolean {
  return query.every((value) => Math.abs(value) < MOST);
}

/** As they are stored: decoding them all takes several times as long as comparing. The nearest are compared once more in double precision. */
async function compareWithStored(
  source: VectorSource,
  queries: readonly Float32Array[],
  k: number,
): Promise<Neighbours[]> {
  const { dim } = source.identity;
  const rows = new HalfRows(dim);
  const asked = queries.map((query) => ({ query, length: norm(query), best: new TopK(k) }));
  const yieldIfDue = createYielder(undefined);
  for await (const { ids, halves } of readStoredChunks(source)) {
    rows.reserve(ids.length);
    let longest = 0;
    for (const [row, bytes] of halves.entries()) {
      rows.write(row, bytes);
      longest = Math.max(longest, rows.norm(row));
    }
    if (!Number.isFinite(longest)) throw vectorNotFinite();
    for (const { query, length, best } of asked) {
      rows.setFactor(query);
      const off = roundingError(dim, SURELY * longest * length);
      for (let row = 0; row < ids.length; row++)
        if (rows.product(row) + off > best.threshold) best.push(ids[row] as number, rows.exactProduct(row, query));
    }
    await yieldIfDue();
  }
  return asked.map(({ best }) => best.finish());
}
