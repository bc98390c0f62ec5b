import type { Filter } from '../../model/filter.js';
import type { FilterScope } from '../../store/queries/compile-filters.js';

/** Photos that may be found. */
export interface BrowsedPhotos extends FilterScope {
  filters: readonly Filter[];
  /** Photos with higher ids were added after the first page was given. */
  lastPhotoId: number;
}

/** An order of photos; see `sortPhotos`, whose orders these are. */
export interface BrowsedOrder {
  by: 'taken' | 'name' | 'size';
  isReverse: boolean;
  /** Tags whose sureness comes first; then that of the order. */
  tags: readonly string[];
}

/** Where a listing begins. */
export interface BrowsedPlace {
  /** Behind the first of these that is among the photos. */
  lastGiven: readonly number[];
  /** If none of them is, behind so many photos. */
  given: number;
}

/** Photos of a page. */
export interface BrowsedPage {
  ids: number[];
  /** Those of `lastGiven` that are among the photos, in the order in which they were asked for. */
  present: number[];
}

/** How much of many photos is looked at for a page. */
export interface PageLimits {
  /** Photos are counted up to here, without filters and with them; beyond, an answer says that there are more. */
  countAllUpTo: number;
  countUpTo: number;
  /** Of so many photos, near-duplicates and files of one shot are joined over all of them: vectors take 2 KB each. */
  joinUpTo: number;
  /** Of more, within stretches of the order of so many photos. */
  stretch: number;
  /** Files that are walked in their order. Where these hold too few of the photos, all of the photos are put in order. */
  walkUpTo: number;
}

export const DEFAULT_PAGE_LIMITS: PageLimits = {
  ...{ countAllUpTo: 1_000_000, countUpTo: 10_000, joinUpTo: 5000, stretch: 1000, walkUpTo: 20_000 },
};

/** A catalogue that puts photos in order and cuts pages itself: it may have more than a process can read. */
export interface PhotoPages {
  readonly limits: PageLimits;
  /** How many photos there are; at least so many, where it is not exact. @param upTo counting ends at so many files */
  count(photos: BrowsedPhotos, upTo: number): { count: number; isExact: boolean };
  /** @param isFew whether they are so few that putting all of them in order takes no time */
  list(
    photos: BrowsedPhotos,
    order: BrowsedOrder,
    place: BrowsedPlace,
    how: { limit: number; isFew: boolean },
  ): BrowsedPage;
}
