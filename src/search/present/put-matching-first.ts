import type { Filter } from '../../model/filter.js';
import type { PhotoRow } from '../../store/records.js';
import type { SearchContext } from '../context.js';

/**
 * Orders the files of photos: those that fulfil the filters first, otherwise as before. Of two articles with one picture, a result then shows the
 * one that is in stock. Photos of one file are not looked up.
 */
export function putMatchingFirst(
  { catalogue, spaces, scope }: SearchContext,
  rows: ReadonlyMap<number, PhotoRow>,
  filters: readonly Filter[],
): void {
  const several = [...rows.values()].filter(({ files }) => files.length > 1);
  if (several.length === 0 || filters.length === 0) return;
  const ids = several.map(({ id }) => id);
  const matching = catalogue.filters.listMatchingFiles(ids, filters, { scope, spaceId: spaces.default.row.id });
  for (const row of several) {
    const matches = ({ id }: PhotoRow['files'][number]) => matching.has(id);
    row.files = [...row.files.filter(matches), ...row.files.filter((file) => !matches(file))];
  }
}
