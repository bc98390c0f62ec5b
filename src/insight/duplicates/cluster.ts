/** Photos that stand together: the one to keep, and those that are like it. */
export interface Cluster<T> {
  keeper: T;
  others: { item: T; cosine: number }[];
}

/**
 * Groups items around the best of them. Each item, the best first, takes to itself what is like it and was not taken before; so every member
 * was compared with its keeper, and a chain of small steps does not end in a group of strangers.
 * @param items the best first
 * @param listLike what is like an item, in any order; may name items that are taken
 */
export async function cluster<T>(
  items: readonly T[],
  listLike: (item: T, isFree: (other: T) => boolean) => Promise<{ item: T; cosine: number }[]>,
): Promise<Cluster<T>[]> {
  const taken = new Set<T>();
  const clusters: Cluster<T>[] = [];
  for (const keeper of items) {
    if (taken.has(keeper)) continue;
    taken.add(keeper);
    const others = (await listLike(keeper, (other) => !taken.has(other))).filter(({ item }) => !taken.has(item));
    for (const { item } of others) taken.add(item);
    clusters.push({ keeper, others: others.sort((a, b) => b.cosine - a.cosine) });
  }
  return clusters;
}
