/**
 * Indexes that are spread evenly over a list, the first and the last among them.
 * @param count how long the list is
 * @param most how many indexes, at least 2
 * @returns ascending; all of them where there are no more than `most`
 */
export function spreadIndexes(count: number, most: number): number[] {
  const chosen = Math.min(count, most);
  return Array.from({ length: chosen }, (_, i) => Math.round((i * (count - 1)) / Math.max(1, chosen - 1)));
}
