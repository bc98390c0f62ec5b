import type { FacetColumns } from '../../store/queries/facet-cache.js';
import type { SearchContext } from '../context.js';
import { toPhoto } from '../present/to-photo.js';
import type { FacetCount, Overview, OverviewGroup } from '../types/facets.js';
import type { Photo } from '../types/photo.js';
import { countFacets, type FacetContext } from './facets.js';
import { listPhotosOf, listPhotosOfPlace } from './photos-of-value.js';

/** Newest months that have photos: as many as it takes for this many photos, within limits. */
const PHOTOS_OF_MONTHS = 36;
const MIN_MONTHS = 3;
const MAX_MONTHS = 12;
/** Photos of a month: a row on a wide screen. */
const PHOTOS_A_MONTH = 12;
const MAX_PLACES = 12;
const MAX_THINGS = 16;
/** Candidates for the cover of a group: the first that is not the cover of another. */
const MAX_CANDIDATES = 12;
/** Of a place with more photos, the last indexed ones are looked at for its newest. */
const MAX_OF_A_PLACE = 200;

/** The ids of the photos of each group, before they are read. */
interface Picked {
  facet: FacetCount;
  ids: number[];
}

/** Overviews by the values they were made of: those of a library that does not change are made once. */
const made = new WeakMap<FacetColumns, Overview>();

/** What is in the library, with photos that show it. See `PhotoReader.overview`. */
export function makeOverview({ catalogue, spaces, scope }: SearchContext): Overview {
  const context = { catalogue, scope, tagSpaceId: spaces.default.row.id };
  const columns = catalogue.facets.read(scope, context.tagSpaceId);
  const known = made.get(columns);
  if (known !== undefined) return known;
  const facets = countFacets(context, null);
  const covers = new Set<number>();
  const months = pickMonths(facets.months).map((facet) => ({
    facet,
    ids: listNewest(context, listPhotosOf(columns.months, facet.label), PHOTOS_A_MONTH),
  }));
  const undated = facets.undated.map((facet) => ({
    facet,
    ids: listNewest(context, columns.undatedIds.slice(-MAX_OF_A_PLACE), PHOTOS_A_MONTH),
  }));
  const places = (facets.cities.length > 0 ? facets.cities : facets.countries)
    .slice(0, MAX_PLACES)
    .map((facet) => ({ facet, ids: pickCover(listOfPlace(context, columns, facet), covers) }));
  const things = (facets.tags.length > 0 ? facets.tags : facets.keywords)
    .slice(0, MAX_THINGS)
    .map((facet) => ({ facet, ids: pickCover(listOfThing(context, columns, facet), covers) }));
  const photos = readPhotos(context, [...months, ...undated, ...places, ...things]);
  const present = (groups: readonly Picked[]): OverviewGroup[] =>
    groups
      .map(({ facet, ids }) => ({ ...facet, photos: ids.flatMap((id) => photos.get(id) ?? []) }))
      .filter((group) => group.photos.length > 0);
  const overview = {
    total: facets.total,
    months: present(months),
    undated: present(undated),
    places: present(places),
    things: present(things),
  };
  made.set(columns, overview);
  return overview;
}

/** Where months have few photos, more months. */
function pickMonths(months: readonly FacetCount[]): FacetCount[] {
  let photos = 0;
  return months.slice(0, MAX_MONTHS).filter(({ count }, i) => {
    const isNeeded = i < MIN_MONTHS || photos < PHOTOS_OF_MONTHS;
    photos += Math.min(count, PHOTOS_A_MONTH);
    return isNeeded;
  });
}

function listNewest({ catalogue, scope }: FacetContext, ids: readonly number[], most: number): number[] {
  return catalogue.order
    .listKeys(ids, scope)
    .sort((one, other) => (other.takenAtMs ?? 0) - (one.takenAtMs ?? 0) || other.photoId - one.photoId)
    .slice(0, most)
    .map(({ photoId }) => photoId);
}

function listOfPlace(context: FacetContext, columns: FacetColumns, facet: FacetCount): number[] {
  return listNewest(context, listPhotosOfPlace(columns, facet).slice(-MAX_OF_A_PLACE), MAX_CANDIDATES);
}

/** The surest photos of a tag; those of a keyword, which are all as sure, newest first. */
function listOfThing(context: FacetContext, columns: FacetColumns, { label }: FacetCount): number[] {
  const { catalogue, tagSpaceId } = context;
  const ids = listPhotosOf(columns.tags, label);
  if (ids.length === 0)
    return listNewest(context, listPhotosOf(columns.keywords, label).slice(-MAX_OF_A_PLACE), MAX_CANDIDATES);
  const known = new Set(ids);
  return catalogue.tags
    .listSurest(tagSpaceId, label)
    .filter((id) => known.has(id))
    .slice(0, MAX_CANDIDATES);
}

/** A row in which each group has a photo of its own says more than one with the same photo twice. */
function pickCover(candidates: readonly number[], taken: Set<number>): number[] {
  const id = candidates.find((candidate) => !taken.has(candidate)) ?? candidates[0];
  if (id === undefined) return [];
  taken.add(id);
  return [id];
}

function readPhotos({ catalogue, scope }: FacetContext, groups: readonly Picked[]): Map<number, Photo> {
  const rows = catalogue.files.listPhotos([...new Set(groups.flatMap(({ ids }) => ids))], scope);
  return new Map([...rows].map(([id, row]) => [id, toPhoto(row)]));
}
