import type { Photo } from './photo.js';

/** A value and how many photos have it. */
export interface FacetCount {
  /** As it is shown. */
  label: string;
  count: number;
  /** The filter that narrows to it, in the query language: `taken:2023`, `camera:"Canon EOS 5D"`. */
  filter: string;
}

/** Counts over the relevant set of a query, or the whole library. Most frequent first; years and months newest first. */
export interface Facets {
  total: number;
  years: FacetCount[];
  /** Up to the last 240 months that have photos. */
  months: FacetCount[];
  /** Photos without a stated date, which no year or month counts: one entry, or none. */
  undated: FacetCount[];
  /** `photo`, `video`, `document`, `model`: those there are. */
  kinds: FacetCount[];
  cameras: FacetCount[];
  /** The folders directly below the deepest one that holds all the photos. */
  folders: FacetCount[];
  /** The way to that folder: from the deepest one of the whole library down to it, each with all the photos. */
  folderPath: FacetCount[];
  countries: FacetCount[];
  cities: FacetCount[];
  tags: FacetCount[];
  keywords: FacetCount[];
  /** People with a name, by their faces or by what files state; without those who are hidden. Photos of Anna Smith are among those of Anna. */
  people: FacetCount[];
  /** Things that were found in photos, by the class of the filter `object:`; none where the stage `objects` has not run. */
  objects: FacetCount[];
}

/** A value with photos that show it. */
export interface OverviewGroup extends FacetCount {
  photos: Photo[];
}

/** What is in a library, at a glance. */
export interface Overview {
  total: number;
  /** The newest months that have photos, newest first, each with its newest photos. */
  months: OverviewGroup[];
  /** Photos without a stated date: one group, or none. */
  undated: OverviewGroup[];
  /** Cities or, where none is known, countries; most frequent first, each with one photo. */
  places: OverviewGroup[];
  /** Tags or, where there are none, keywords; most frequent first, each with one photo: of a tag, the surest. */
  things: OverviewGroup[];
}

/** A completion of what is being typed. */
export interface Suggestion {
  kind: 'tag' | 'name' | 'place' | 'camera' | 'keyword' | 'folder' | 'query' | 'filter' | 'example';
  /** As it is shown. */
  label: string;
  /** The whole query with the completion in it, in the query language. */
  query: string;
  /** Photos it stands for, when that is known. */
  count: number | null;
}

/** A tag and how many photos have it. */
export interface TagCount {
  name: string;
  group: string;
  count: number;
}

/** A photo's tag. */
export interface PhotoTag {
  name: string;
  /** 0…1 */
  score: number;
}
