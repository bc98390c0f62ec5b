import { PhotoseekError } from '../../errors.js';
import type { Cursor } from '../rank/cursor.js';
import type { SearchedSpaces, Space } from './space.js';

/**
 * The spaces that answer a query. Later pages are answered by those of the first, whatever has become of them since.
 * @param asked ids; `undefined`: all active ones
 * @throws PhotoseekError `bad-argument` when one that was asked for is not active
 */
export function chooseSpaces(
  spaces: SearchedSpaces,
  asked: readonly number[] | undefined,
  cursor: Cursor | undefined,
): readonly Space[] {
  const before = [...(cursor?.thresholds.keys() ?? [])].flatMap((id) => spaces.find(id) ?? []);
  if (before.length > 0) return before;
  const active = spaces.active();
  if (asked === undefined) return active;
  return [...new Set(asked)].map((id) => {
    const space = active.find(({ row }) => row.id === id);
    if (space !== undefined) return space;
    const ids = active.map(({ row }) => row.id).join(', ');
    throw new PhotoseekError('bad-argument', `spaces must name active spaces (${ids}), got ${id}.`, {
      hint: 'Library.spaces lists the spaces and their states.',
    });
  });
}
