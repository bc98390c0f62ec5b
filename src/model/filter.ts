import type { Colour, Look } from './look.js';

/** Conditions that filters set on photos: made by the query parser, compiled to SQL by the store. */

/** Numbers from `min` to `max`, both included; `null`: without bound. */
export interface NumberRange {
  min: number | null;
  max: number | null;
}

/** A test of a field that a program has set: one of some values, a number within bounds, or with neither that it is there. */
export interface FieldTest {
  /** At least one. Texts from the query language stand for numbers and booleans, too, where the field has them. */
  values?: readonly (string | number | boolean)[];
  range?: FieldRange;
}

/** Bounds of a number: `min` and `max` included, `above` and `below` not. At least one. */
export interface FieldRange {
  min?: number | undefined;
  max?: number | undefined;
  above?: number | undefined;
  below?: number | undefined;
}

/** A condition on a photo. Texts are compared by their keys; see `toComparisonKey`. */
export type Condition =
  /** Local time as text (`2023-06-01T00:00:00.000`), from the first to before the second; `null`: without bound. */
  | { field: 'taken'; from: string | null; before: string | null }
  /** Anywhere below this absolute folder; `spellings`: its paths as the catalogue has them, where they differ. */
  | { field: 'in'; folder: string; spellings?: readonly string[] }
  /** Below any folder whose name, or last names (`2023/Rome`), are these. */
  | { field: 'folder'; name: string }
  /** Without the dot. */
  | { field: 'ext'; value: string }
  /** A part of the camera's or lens's name; with `exact` all of it. */
  | { field: 'camera' | 'lens'; value: string; exact?: true }
  | {
      field: 'near';
      latitude: number;
      longitude: number;
      radiusKm: number /** As it was written. */;
      place: string | null;
    }
  /** ISO 3166-1 alpha-2 in capitals. */
  | { field: 'country'; code: string }
  | { field: 'city'; value: string }
  | { field: 'keyword' | 'person' | 'tag'; value: string }
  | { field: 'rating' | 'size' | 'width' | 'height'; range: NumberRange }
  /** In milliseconds. */
  | { field: 'duration'; range: NumberRange }
  | { field: 'field'; name: string; test: FieldTest }
  /** Words that stand in the picture, all of them in one frame. */
  | { field: 'text'; value: string }
  /** Things of this class, and of this colour, in one frame, as many as the range says. */
  | { field: 'object'; value: string; range: NumberRange; colour?: Colour }
  /** So many faces in one frame. */
  | { field: 'faces'; range: NumberRange }
  /** A colour that a part of the picture has. */
  | { field: 'color'; value: Colour }
  | { field: 'has'; value: 'audio' | 'depth' | 'text' | 'face' }
  | {
      field: 'is';
      value:
        | 'portrait'
        | 'landscape'
        | 'square'
        | 'favorite'
        | 'undated'
        | 'photo'
        | 'video'
        | 'document'
        | 'model'
        | 'live'
        | 'animation'
        | 'panorama'
        | 'screenshot'
        | 'paper'
        | 'drawing'
        | 'sensitive'
        | Look;
    };

/** A condition, or its opposite. A photo matches when one of its files fulfils all filters together. */
export interface Filter {
  condition: Condition;
  negated: boolean;
  /** Alternatives, without some of their own: this filter is fulfilled where one of them is, too. */
  or?: readonly Filter[];
}

/** Filters and their alternatives, one after the other. */
export function listAlternatives(filters: readonly Filter[]): Filter[] {
  return filters.flatMap((filter) => [filter, ...(filter.or ?? [])]);
}
