/** Files that are looked at at once; enough to keep a network disk busy. */
const AT_ONCE = 32;

/** The results of some file accesses, in order. */
export async function mapInGroups<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  for (let i = 0; i < items.length; i += AT_ONCE)
    results.push(...(await Promise.all(items.slice(i, i + AT_ONCE).map(work))));
  return results;
}
