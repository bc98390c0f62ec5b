/**
 * Reciprocal rank fusion: every list gives each of its items 1 / (k + rank), and the sums decide. It needs no scores that could be compared
 * between the lists. Cormack, Clarke and Büttcher, "Reciprocal rank fusion outperforms Condorcet and individual rank learning methods",
 * SIGIR 2009; k = 60 is theirs.
 */
const K = 60;

/**
 * Two lists that have two items in opposite order give them equal sums: that is often so at the top of the lists of two models.
 * @param relevanceOf decides between equal sums, the higher first; then the lower id is first, so that answers repeat
 * @returns every id of the lists once, best first
 */
export function fuseRanks(
  lists: readonly (readonly number[])[],
  relevanceOf: (id: number) => number = () => 0,
): number[] {
  const scores = new Map<number, number>();
  for (const list of lists)
    list.forEach((id, i) => {
      scores.set(id, (scores.get(id) ?? 0) + 1 / (K + i + 1));
    });
  return [...scores].sort(([a, x], [b, y]) => y - x || relevanceOf(b) - relevanceOf(a) || a - b).map(([id]) => id);
}
