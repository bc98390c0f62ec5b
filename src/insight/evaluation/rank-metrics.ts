/** Measures of rankings, as in the literature on retrieval. Candidates with equal scores are in the order of their indices. */

/** Where the relevant candidates of a query stand. */
export interface RankedQuery {
  /** 1-based rank of the first relevant candidate. */
  firstRank: number;
  /** Mean of the precisions at the ranks of all relevant candidates, 0…1. */
  averagePrecision: number;
}

/** Means over queries; shares 0…1. */
export interface RetrievalScores {
  queries: number;
  /** Share of queries with a relevant candidate among the first 1, 5 and 10. */
  recallAt1: number;
  recallAt5: number;
  recallAt10: number;
  /** Mean reciprocal rank of the first relevant candidate. */
  meanReciprocalRank: number;
  meanAveragePrecision: number;
}

/** Up to so many relevant candidates, counting what is before each is faster than sorting. */
const COUNTED = 8;

/**
 * @param scores of all candidates, higher is better
 * @param relevant indices of the relevant ones; at least one
 * @param excluded a candidate that does not count: the query itself
 */
export function rankQuery(scores: Float32Array, relevant: readonly number[], excluded?: number): RankedQuery {
  const ranks =
    relevant.length <= COUNTED ? countRanks(scores, relevant, excluded) : sortRanks(scores, relevant, excluded);
  ranks.sort((a, b) => a - b);
  const precisions = ranks.reduce((sum, rank, i) => sum + (i + 1) / rank, 0);
  return { firstRank: ranks[0] as number, averagePrecision: precisions / ranks.length };
}

function countRanks(scores: Float32Array, relevant: readonly number[], excluded: number | undefined): number[] {
  return relevant.map((index) => {
    const own = scores[index] as number;
    let rank = 1;
    for (let i = 0; i < scores.length; i++) {
      const score = scores[i] as number;
      if ((score > own || (score === own && i < index)) && i !== excluded) rank++;
    }
    return rank;
  });
}

function sortRanks(scores: Float32Array, relevant: readonly number[], excluded: number | undefined): number[] {
  const isRelevant = new Set(relevant);
  const order = listNearest(scores, scores.length).filter((index) => index !== excluded);
  return order.flatMap((index, i) => (isRelevant.has(index) ? [i + 1] : []));
}

/** The indices of the `count` highest scores, best first. */
export function listNearest(scores: Float32Array, count: number): number[] {
  const order = Array.from(scores.keys()).sort((a, b) => (scores[b] as number) - (scores[a] as number) || a - b);
  return order.slice(0, count);
}

/** Means of at least one query; of none, zeros. */
export function summarise(ranked: readonly RankedQuery[]): RetrievalScores {
  const mean = (value: (query: RankedQuery) => number) =>
    ranked.reduce((sum, query) => sum + value(query), 0) / Math.max(1, ranked.length);
  return {
    queries: ranked.length,
    recallAt1: mean(({ firstRank }) => Number(firstRank <= 1)),
    recallAt5: mean(({ firstRank }) => Number(firstRank <= 5)),
    recallAt10: mean(({ firstRank }) => Number(firstRank <= 10)),
    meanReciprocalRank: mean(({ firstRank }) => 1 / firstRank),
    meanAveragePrecision: mean(({ averagePrecision }) => averagePrecision),
  };
}
