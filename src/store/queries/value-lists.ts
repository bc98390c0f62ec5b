import { toComparisonKey } from '../../model/comparison-key.js';

/** Values in their order, each with the photos that have it: those of value `i` are `ids` from `starts[i]` to `starts[i + 1]`. */
export interface ValueLists {
  values: readonly string[];
  starts: Uint32Array;
  /** A photo stands there once for each of its files. */
  ids: Uint32Array;
}

/** Puts the photos of each value into one array. */
export function packLists(photosOf: ReadonlyMap<string, readonly number[]>): ValueLists {
  const lists = [...photosOf.values()];
  const starts = new Uint32Array(lists.length + 1);
  lists.forEach(({ length }, i) => {
    starts[i + 1] = (starts[i] as number) + length;
  });
  const ids = new Uint32Array(starts[lists.length] as number);
  lists.forEach((photos, i) => {
    ids.set(photos, starts[i]);
  });
  return { values: [...photosOf.keys()], starts, ids };
}

/** Adds photos to those of a value. */
export function addAll(photosOf: Map<string, number[]>, value: string, photos: readonly number[]): void {
  const known = photosOf.get(value) ?? [];
  photosOf.set(value, known);
  for (const photo of photos) known.push(photo);
}

/** Values with equal comparison keys are one, named by the most frequent spelling. */
export function toGroupLists(photosOf: ReadonlyMap<string, readonly number[]>): ValueLists {
  const nameOf = nameGroups(new Map([...photosOf].map(([value, { length }]) => [value, length])), toComparisonKey);
  const named = new Map<string, number[]>();
  for (const [value, photos] of photosOf) addAll(named, nameOf.get(value) as string, photos);
  return packLists(named);
}

/**
 * Sorts photos by their values; those of which it is unknown are left out.
 * @param toKey values with equal keys are one, named by its most frequent spelling
 */
export function toLists(
  known: readonly (string | null)[],
  photos: readonly number[],
  toKey: (value: string) => string = (value) => value,
): ValueLists {
  const counts = new Map<string, number>();
  for (const value of known) if (value !== null) counts.set(value, (counts.get(value) ?? 0) + 1);
  const nameOf = nameGroups(counts, toKey);
  const sizes = new Map<string, number>();
  for (const [value, count] of counts) {
    const name = nameOf.get(value) as string;
    sizes.set(name, (sizes.get(name) ?? 0) + count);
  }
  const values = [...sizes.keys()].sort();
  const starts = new Uint32Array(values.length + 1);
  values.forEach((value, i) => {
    starts[i + 1] = (starts[i] as number) + (sizes.get(value) as number);
  });
  const placeOf = new Map(values.map((value, i) => [value, i]));
  const placeOfSpelling = new Map([...nameOf].map(([value, name]) => [value, placeOf.get(name) as number]));
  const next = starts.slice();
  const ids = new Uint32Array(starts[values.length] as number);
  known.forEach((value, i) => {
    if (value === null) return;
    const place = placeOfSpelling.get(value) as number;
    const at = next[place] as number;
    ids[at] = photos[i] as number;
    next[place] = at + 1;
  });
  return { values, starts, ids };
}

/** For each value the most frequent of those with its key. */
export function nameGroups(counts: ReadonlyMap<string, number>, toKey: (value: string) => string): Map<string, string> {
  const byKey = new Map<string, string>();
  const keys = new Map<string, string>();
  for (const [value, count] of counts) {
    const key = toKey(value);
    keys.set(value, key);
    const best = byKey.get(key);
    const most = best === undefined ? -1 : (counts.get(best) as number);
    if (count > most || (count === most && value < (best as string))) byKey.set(key, value);
  }
  return new Map([...keys].map(([value, key]) => [value, byKey.get(key) as string]));
}
