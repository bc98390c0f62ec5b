/**
 * Reciprocal rank fusion: every list gives each of its items 1 / (k + rank), and the sums decide. It needs no scores that could be compared
 * between the lists. Cormack, Clarke and Büttcher, "Reciprocal rank fusion outperforms Condorcet and individual rank learning methods",
 * SIGIR 2009; k = 60 is theirs.
 */
const K = 60;

/** @returns every id of the lists once, best first; equal ones in the order of their ids, so that answers repeat */
export function fuseRanks(...lists: readonly (readonly number[])[]): number[] {
  const scores = new Map<number, number>();
  for (const list of lists)
    list.forEach((id, i) => {
      scores.set(id, (scores.get(id) ?? 0) + 1 / (K + i + 1));
    });
  return [...scores].sort(([a, x], [b, y]) => y - x || a - b).map(([id]) => id);
}
