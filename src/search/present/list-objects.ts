import type { CountedClass } from '../../detect/objects/vocabulary.js';
import type { Evidence, ObjectEvidence } from '../../model/evidence.js';
import type { Filter } from '../../model/filter.js';
import type { PlacedRegion } from '../../model/region.js';
import { type VectorLocation, WHOLE_IMAGE } from '../../store/records.js';
import type { RankedPhoto } from '../model.js';
import type { SearchCatalogue } from '../search-catalogue.js';
import { round } from './round.js';

/** Stored values that the evidence of things is made of. */
export interface FoundThings {
  locations: ReadonlyMap<number, VectorLocation>;
  /** The numbers of things that the query names. */
  counts: readonly CountedClass[];
  /** The classes that its filters ask for. */
  filtered: readonly string[];
  /** See `Ranking.lifted`. */
  lifted: ReadonlyMap<number, number>;
  /** By photo, those of the classes that the query names. */
  objects: ReadonlyMap<number, readonly PlacedRegion[]>;
}

/** The classes that filters ask for. @param wanted filters that are not negated */
export function listFilteredClasses(wanted: readonly Filter[]): string[] {
  return [...new Set(wanted.flatMap(({ condition }) => (condition.field === 'object' ? condition.value : [])))];
}

/** The things of all classes that a query names, in the photos of a page. */
export function findObjects(
  { regions }: Pick<SearchCatalogue, 'regions'>,
  ranked: readonly RankedPhoto[],
  { counts, filtered }: Pick<FoundThings, 'counts' | 'filtered'>,
): ReadonlyMap<number, readonly PlacedRegion[]> {
  const named = ranked.flatMap(({ thing }) => thing?.label ?? []);
  const labels = [...new Set([...named, ...counts.map(({ name }) => name), ...filtered])];
  if (labels.length === 0) return new Map();
  return regions.listOfPhotos(
    ranked.map(({ id }) => id),
    'object',
    labels,
  );
}

/** Things of a class in a photo. */
interface AskedThings {
  photoId: number;
  label: string;
  relevance: number;
  /** Where they are looked for; default: in the frame with the surest one. */
  ordinal?: number;
}

/** The things of a class in one frame; empty: there are none. */
export function toObjectEvidence(
  { photoId, label, relevance, ordinal }: AskedThings,
  { objects }: Pick<FoundThings, 'objects'>,
): ObjectEvidence[] {
  const things = (objects.get(photoId) ?? [])
    .filter((one) => one.label === label && (ordinal === undefined || one.frame.ordinal === ordinal))
    .sort((a, b) => b.score - a.score);
  const [best] = things;
  if (best === undefined) return [];
  const boxes = things.filter(({ frame }) => frame.ordinal === best.frame.ordinal).map(({ box }) => box);
  const { frame, score } = best;
  return [{ type: 'object', label, score: round(score), frame, boxes, relevance: round(relevance) }];
}

/** The things whose number the query names, as many as the nearest frame has of them. */
export function listCounted(
  photoId: number,
  nearest: RankedPhoto['vectors'][number] | undefined,
  found: FoundThings,
): ObjectEvidence[] {
  if (nearest === undefined) return [];
  const { frame } = found.locations.get(nearest.vectorId) ?? WHOLE_IMAGE;
  const relevance = found.lifted.get(nearest.vectorId) ?? 0;
  return found.counts.flatMap(({ name }) =>
    toObjectEvidence({ photoId, label: name, ordinal: frame.ordinal, relevance }, found),
  );
}

/** The things that filters ask for. @param given what is named already */
export function listFiltered(photoId: number, given: readonly Evidence[], found: FoundThings): ObjectEvidence[] {
  const isGiven = (label: string) => given.some((one) => one.type === 'object' && one.label === label);
  return found.filtered.flatMap((label) =>
    isGiven(label) ? [] : toObjectEvidence({ photoId, label, relevance: 0 }, found),
  );
}
