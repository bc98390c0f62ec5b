import type { Filter } from '../../model/filter.js';
import type { IdSet } from '../../model/id-set.js';
import type { FilterScope } from '../../store/queries/compile-filters.js';
import type { VectorSelection } from '../spaces/owner-map.js';
import type { Space } from '../spaces/space.js';

/** A set of photos; iteration is ascending. */
export type PhotoIds = Pick<IdSet, 'size' | 'has' | 'toArray'> & Iterable<number>;

/** Photos that fulfil filters, and their vectors in each space that was asked for. */
export interface SelectedPhotos {
  readonly photoIds: PhotoIds;
  /** Their vectors in a space. */
  in(space: Space): VectorSelection;
}

/** Finds photos by filters; see `FilterCache`, which does. */
export interface PhotoFilter {
  list(filters: readonly Filter[], scope: FilterScope): SelectedPhotos;
}
