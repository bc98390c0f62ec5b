import { toPathRange } from '../../../../model/paths.js';
import type { ReadScope } from '../../../../model/read-scope.js';
import type { Bindings } from './bindings.js';

/** The scope of a reader as conditions on rows that have the columns of `photoseek.file AS photo`. */
export function compilePublishedScope(scope: ReadScope | undefined, bindings: Bindings): string[] {
  return [
    ...(scope?.folder === undefined ? [] : [isBelow(scope.folder, bindings)]),
    ...(scope?.hidesSensitive ? [`NOT (${IS_SENSITIVE})`] : []),
  ];
}

/** Files in a folder and below. */
export function isBelow(folder: string, bindings: Bindings): string {
  const { from, before } = toPathRange(folder);
  return `photo.path >= ${bindings.text(from)} COLLATE "C" AND photo.path < ${bindings.text(before)} COLLATE "C"`;
}

/** Photos of which some part fulfils a condition on rows `part`. */
export const has = (table: string, condition: string) =>
  `EXISTS (SELECT 1 FROM photoseek.${table} AS part WHERE part.content_id = photo.content_id AND ${condition})`;

export const IS_SENSITIVE = has('frame_text', 'part.is_sensitive');

/** Conditions as the clause of a statement; none is no clause. */
export function where(conditions: readonly string[]): string {
  return conditions.length === 0 ? '' : `WHERE ${conditions.map((one) => `(${one})`).join(' AND ')}`;
}
