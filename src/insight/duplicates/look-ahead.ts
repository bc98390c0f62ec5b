/** Items whose work is begun before it is their turn. */
const AHEAD = 8;

/**
 * Begins the work for items before it is their turn, so that reading from disk for one goes on while another is compared.
 * @param items in the order in which they are asked for; some may be left out
 * @param begin the work for an item
 * @returns the work for an item, begun now or before; `isFree`: whether another item may still be asked for
 */
export function createLookAhead<Item, Result>(
  items: readonly Item[],
  begin: (item: Item, isFree: (other: Item) => boolean) => Promise<Result>,
): (item: Item, isFree: (other: Item) => boolean) => Promise<Result> {
  const begun = new Map<Item, Promise<Result>>();
  let next = 0;
  return (item, isFree) => {
    const beginOne = (one: Item) => {
      const result = begin(one, isFree);
      // Work that is not asked for any more fails unheard; other failures are told where the work is awaited.
      result.catch(() => {});
      begun.set(one, result);
      return result;
    };
    const own = begun.get(item) ?? beginOne(item);
    begun.delete(item);
    for (const waiting of begun.keys()) if (!isFree(waiting)) begun.delete(waiting);
    for (; next < items.length && begun.size < AHEAD; next++) {
      const following = items[next] as Item;
      if (following !== item && isFree(following)) beginOne(following);
    }
    return own;
  };
}
