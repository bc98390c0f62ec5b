import { PhotoseekError } from '../../errors.js';
import type { Cursor } from '../rank/cursor.js';
import type { SearchedSpaces, Space } from './space.js';

/**
 * The spaces that answer a query. Later pages are answered by those of the first, whatever has become of them since.
 * @param asked ids, or names of models; `undefined`: all active ones
 * @param stamp see `SearchContext.stamp`
 * @throws PhotoseekError `bad-argument` when one that was asked for is not active
 */
export function chooseSpaces(
  spaces: SearchedSpaces,
  asked: readonly (number | string)[] | undefined,
  cursor: Cursor | undefined,
  stamp?: string,
): readonly Space[] {
  const before = [...(cursor?.thresholds.keys() ?? [])].flatMap((id) => spaces.find(id) ?? []);
  if (before.length > 0) return before;
  const active = spaces.active(stamp);
  if (asked === undefined) return active;
  return [...new Set(asked)].map((id) => {
    const space = active.find(({ row }) => row.id === id || row.name === id);
    if (space !== undefined) return space;
    const option = typeof id === 'number' ? 'spaces' : 'models';
    const known = active.map(({ row }) => (typeof id === 'number' ? row.id : row.name)).join(', ');
    throw new PhotoseekError('bad-argument', `${option} must name active spaces (${known}), got ${id}.`, {
      hint: 'photoseek status lists the spaces and their states; photoseek models use MODEL --keep adds one.',
    });
  });
}
