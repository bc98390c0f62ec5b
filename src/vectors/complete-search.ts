import type { IdSet } from '../model/id-set.js';
import type { AllowedVectors } from './allowed-vectors.js';
import { checkCount } from './check-vectors.js';
import { compareWithAll } from './compare-with-all.js';
import { dot } from './math/dot-product.js';
import { TopK } from './math/top-k.js';
import type { NeighbourOptions, Neighbours, VectorIndex } from './port.js';
import type { VectorSource } from './source.js';

/** An engine that does not filter is searched for so many times the neighbours that the share of allowed vectors suggests. */
const OVERFETCH = 2;

/** An approximate engine is searched for at least so many candidates, and for half as many again as are wanted (docs/performance.md). */
const CANDIDATES = 192;
const CANDIDATE_SHARE = 1.5;

/** Up to so many vectors, an approximate engine that gives too few is followed by a comparison: some tenths of a second. */
const COMPARED_WHEN_SHORT = 20_000;

/**
 * A search by an engine of any capabilities: the answer is as complete as that of an engine that filters, knows no largest `k` and computes
 * exact cosines. An engine that does not filter is searched for more neighbours than wanted; queries that are still short, and queries
 * beyond `maxK`, are answered by comparison with the vectors of the source. Neighbours of an approximate engine are put in order by these.
 */
export async function completeSearch(
  index: VectorIndex,
  source: VectorSource,
  queries: readonly Float32Array[],
  k: number,
  options: NeighbourOptions = {},
  allowedVectors?: AllowedVectors,
): Promise<Neighbours[]> {
  checkCount(k);
  const { allow, signal } = options;
  const { filter, maxK, isApproximate = false } = index.capabilities;
  const { size } = index.status();
  const isFiltered = allow !== undefined && filter === 'none';
  const wanted = isApproximate ? Math.max(CANDIDATES, Math.ceil(CANDIDATE_SHARE * k)) : k;
  const putInOrder = (found: Neighbours[]) => (isApproximate ? reorder(source, queries, found, k) : found);
  // `k` beyond the number of vectors is cut to `maxK` without a loss.
  if (!isFiltered && Math.min(k, allow?.size ?? size, size) <= maxK) {
    const found = await index.search(queries, Math.min(wanted, Math.max(1, maxK)), options);
    // A graph of few vectors may not lead to each of them. That it gives fewer than there are is noticed, and comparing with few costs little.
    const isShort = found.some(({ ids }) => ids.length < Math.min(wanted, size));
    if (isApproximate && isShort && size <= COMPARED_WHEN_SHORT) return compareWithAll(source, queries, k, allow);
    return putInOrder(found);
  }
  if (!isFiltered) return compareWithAll(source, queries, k, allow);
  if (allow.size === 0 || size === 0) return queries.map(() => ({ ids: [], cosines: [] }));
  const asked = Math.min(maxK, size, Math.ceil((OVERFETCH * wanted * size) / allow.size));
  // Comparing with a few allowed vectors costs less than fetching most of the index, or than a wide search by a graph.
  if (
    (asked > size / 2 && allow.size < size / 2) ||
    (isApproximate && (allow.size <= asked || allowedVectors?.isWanted(allow)))
  )
    return compareWithAllowed(source, queries, k, allow, allowedVectors);
  const found = await index.search(queries, asked, { signal });
  const allowed = found.map((neighbours) => keepAllowed(neighbours, allow, wanted));
  const isShort = ({ ids }: Neighbours) => asked < size && ids.length < Math.min(k, allow.size);
  const short = queries.filter((_, i) => isShort(allowed[i] as Neighbours));
  if (short.length === 0) return putInOrder(allowed);
  const compared = await compareWithAllowed(source, short, k, allow, allowedVectors);
  const ordered = await putInOrder(allowed);
  return allowed.map((neighbours, i) =>
    isShort(neighbours) ? (compared.shift() as Neighbours) : (ordered[i] as Neighbours),
  );
}

/** The k nearest of the candidates of each query, by the vectors of the source; those that are gone there are left out. */
async function reorder(
  source: VectorSource,
  queries: readonly Float32Array[],
  candidates: readonly Neighbours[],
  k: number,
): Promise<Neighbours[]> {
  const { dim } = source.identity;
  const nearest: Neighbours[] = [];
  for (const [i, { ids }] of candidates.entries()) {
    const read = await source.read(Uint32Array.from(ids));
    const best = new TopK(k);
    read.ids.forEach((id, row) => {
      best.push(id, dot(read.data.subarray(row * dim, (row + 1) * dim), queries[i] as Float32Array));
    });
    nearest.push(best.finish());
  }
  return nearest;
}

function keepAllowed({ ids, cosines }: Neighbours, allow: IdSet, k: number): Neighbours {
  const nearest: Neighbours = { ids: [], cosines: [] };
  for (let i = 0; i < ids.length && nearest.ids.length < k; i++) {
    if (!allow.has(ids[i] as number)) continue;
    nearest.ids.push(ids[i] as number);
    nearest.cosines.push(cosines[i] as number);
  }
  return nearest;
}

async function compareWithAllowed(
  source: VectorSource,
  queries: readonly Float32Array[],
  k: number,
  allow: IdSet,
  allowedVectors: AllowedVectors | undefined,
): Promise<Neighbours[]> {
  const vectors = await allowedVectors?.read(allow);
  return vectors === undefined
    ? compareWithAll(source, queries, k, allow)
    : queries.map((query) => vectors.search(query, k));
}
