/** Items whose work is begun before it is their turn. */
const AHEAD = 8;

/**
 * Begins the work for items before it is their turn, so that reading from disk for one goes on while another is compared.
 * @param items in the order in which they are asked for; some may be left out
 * @param begin the work for an item
 * @param isSkipped whether an item will not be asked for any more
 * @returns the work for an item, begun now or before
 */
export function createLookAhead<Item, Result>(
  items: readonly Item[],
  begin: (item: Item) => Promise<Result>,
  isSkipped: (item: Item) => boolean,
): (item: Item) => Promise<Result> {
  const begun = new Map<Item, Promise<Result>>();
  let next = 0;
  const beginOne = (item: Item) => {
    const result = begin(item);
    // Work that is not asked for any more fails unheard; other failures are told where the work is awaited.
    result.catch(() => {});
    begun.set(item, result);
    return result;
  };
  return (item) => {
    const own = begun.get(item) ?? beginOne(item);
    begun.delete(item);
    for (; next < items.length && begun.size < AHEAD; next++) {
      const following = items[next] as Item;
      if (following !== item && !isSkipped(following)) beginOne(following);
    }
    for (const waiting of begun.keys()) if (isSkipped(waiting)) begun.delete(waiting);
    return own;
  };
}
