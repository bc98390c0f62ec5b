import { setTimeout } from 'node:timers/promises';
import { statFile } from '../../runtime/stat-file.js';
import type { PhotoRow } from '../../store/records.js';
import type { SearchContext } from '../context.js';

/** A disk that does not answer delays a page by this much at most. */
const TIME_LIMIT_MS = 250;

/**
 * Orders the files of photos: those that are on disk now first, otherwise as before. Of a folder that was moved and indexed again, a result
 * then shows the path that exists. Photos of one file are not looked up.
 */
export async function putPresentFirst(
  { statFile: stat = statFile }: Pick<SearchContext, 'statFile'>,
  rows: ReadonlyMap<number, PhotoRow>,
): Promise<void> {
  const several = [...rows.values()].filter(({ files }) => files.length > 1);
  if (several.length === 0) return;
  const order = Promise.all(
    several.map(async (row) => {
      const there = await Promise.all(row.files.map(async (file) => (await stat(file.path)) !== undefined));
      const isThere = new Map(row.files.map((file, i) => [file, there[i] as boolean]));
      row.files = [...row.files.filter((file) => isThere.get(file)), ...row.files.filter((file) => !isThere.get(file))];
    }),
  );
  await Promise.race([order, setTimeout(TIME_LIMIT_MS, undefined, { ref: false })]);
}
