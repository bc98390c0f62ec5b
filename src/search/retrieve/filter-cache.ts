import type { Filter } from '../../model/filter.js';
import { IdSet } from '../../model/id-set.js';
import { Lru } from '../../runtime/lru.js';
import type { Catalogue } from '../../store/catalogue.js';
import type { FilterScope } from '../../store/queries/compile-filters.js';
import type { VectorSelection } from '../spaces/owner-map.js';
import type { Space } from '../spaces/space.js';
import type { PhotoFilter, SelectedPhotos } from './photo-filter.js';

/** Outcomes of filters that are cached: pages, counts and the next key strokes mostly ask for the same ones. */
const MAX_CACHED = 8;

/** Photos that fulfil filters, and their vectors in each space that was asked for. */
export class FilteredPhotos implements SelectedPhotos {
  readonly photoIds: IdSet;
  readonly #selections = new Map<number, VectorSelection>();

  constructor(photoIds: IdSet) {
    this.photoIds = photoIds;
  }

  /** Their vectors in a space. */
  in(space: Space): VectorSelection {
    const known = this.#selections.get(space.row.id);
    if (known !== undefined) return known;
    const selection = space.owners.select(this.photoIds.toArray());
    this.#selections.set(space.row.id, selection);
    return selection;
  }
}

/** Which photos fulfil filters; the last outcomes are cached until anything changes in the catalogue. */
export class FilterCache implements PhotoFilter {
  readonly #catalogue: Catalogue;
  readonly #cached = new Lru<string, FilteredPhotos>(MAX_CACHED);
  #cachedFor = '';

  constructor(catalogue: Catalogue) {
    this.#catalogue = catalogue;
  }

  /** @param scope see `FilterScope` */
  list(filters: readonly Filter[], scope: FilterScope): FilteredPhotos {
    const stamp = this.#catalogue.changeStamp;
    if (stamp !== this.#cachedFor) this.#cached.clear();
    this.#cachedFor = stamp;
    return this.#cached.getOrMake(JSON.stringify([filters, scope]), () => {
      const ascending = this.#catalogue.filters.listMatching(filters, scope);
      return new FilteredPhotos(IdSet.fromAscending(ascending));
    });
  }
}
