import type { Catalogue } from '../../store/catalogue.js';
import type { WholeOrder } from '../../store/queries/photo-order.js';
import { sortPhotos } from './sort-photos.js';

export type PhotoSort = 'taken' | 'name' | 'size';

/** Fewer photos are put in order by themselves, in some milliseconds. */
export const MIN_LISTED = 5000;

/**
 * All photos of a library in each order that was asked for, four bytes a photo, made anew after a change. Photos that pass a filter are picked from it: reading
 * the keys of half a million and sorting them takes a second for each page.
 */
export class PhotoOrders {
  readonly #catalogue: Pick<Catalogue, 'changeStamp' | 'order'>;
  readonly #orders = new Map<PhotoSort, WholeOrder>();
  #stamp = '';

  constructor(catalogue: Pick<Catalogue, 'changeStamp' | 'order'>) {
    this.#catalogue = catalogue;
  }

  /**
   * Photos in an order; see `sortPhotos`.
   * @param passes which
   */
  list(sort: PhotoSort, isReverse: boolean, passes: (photoId: number) => boolean): number[] {
    const { photoIds, known } = this.#get(sort);
    const [first, last] = [photoIds.subarray(0, known), photoIds.subarray(known)];
    const listed: number[] = [];
    const add = (id: number) => {
      if (passes(id)) listed.push(id);
    };
    if (isReverse) for (let i = known - 1; i >= 0; i--) add(first[i] as number);
    else first.forEach(add);
    last.forEach(add);
    return listed;
  }

  #get(sort: PhotoSort): WholeOrder {
    const { changeStamp, order } = this.#catalogue;
    if (this.#stamp !== changeStamp) this.#orders.clear();
    this.#stamp = changeStamp;
    const made = this.#orders.get(sort) ?? (sort === 'name' ? listByName(order) : order.listAll(sort));
    this.#orders.set(sort, made);
    return made;
  }
}

/** By the names that a reader expects, which SQLite does not know. */
function listByName(order: Catalogue['order']): WholeOrder {
  const photoIds = Uint32Array.from(sortPhotos(order.listKeys(undefined, undefined), 'name', false));
  return { photoIds, known: photoIds.length };
}
