import { toComparisonKey } from '../../../../model/comparison-key.js';
import { translateTag } from '../../../../runtime/tag-names.js';
import type { BrowsedOrder } from '../../../../search/rank/photo-pages.js';
import type { Bindings } from '../conditions/bindings.js';
import { tagCondition } from '../conditions/compile-filters.js';

/** A column that rows are put in order by. */
export interface OrderColumn {
  sql: string;
  /** The key of a photo that it is compared with. */
  keyOf: (keys: PageKeys, bind: Bindings) => string;
  isDescending: boolean;
}

/** The keys of a photo, as a row has them. */
export interface PageKeys {
  id: string;
  taken?: number | null;
  size?: string;
  name?: string;
  sureness?: number;
}

const ID: OrderColumn = {
  sql: 'id',
  keyOf: ({ id }, bind) => `${bind.number(Number(id))}::bigint`,
  isDescending: false,
};
const UNKNOWN: OrderColumn = {
  sql: '(taken IS NULL)::int',
  keyOf: ({ taken }) => (taken == null ? '1' : '0'),
  isDescending: false,
};
const TAKEN: OrderColumn = {
  sql: 'coalesce(taken, 0)',
  keyOf: ({ taken }, bind) => bind.number(Number(taken ?? 0)),
  isDescending: true,
};
const SIZE: OrderColumn = {
  sql: 'size',
  keyOf: ({ size }, bind) => `${bind.number(Number(size))}::bigint`,
  isDescending: true,
};
const NAME: OrderColumn = { sql: 'name', keyOf: ({ name = '' }, bind) => bind.text(String(name)), isDescending: false };
const SURENESS: OrderColumn = {
  sql: 'sureness',
  keyOf: ({ sureness }, bind) => bind.number(Number(sureness ?? 0)),
  isDescending: true,
};

/** The order as columns of {@link compileKeys}. Photos without a time come last, whichever way round, in the order of their ids. */
export function toColumns({ by, isReverse, tags }: BrowsedOrder): OrderColumn[] {
  if (by === 'taken' && tags.length === 0) {
    if (!isReverse) return [UNKNOWN, TAKEN, ID];
    const id: OrderColumn = {
      ...ID,
      sql: 'CASE WHEN taken IS NULL THEN id ELSE -id END',
      keyOf: ({ id, taken }, bind) => `${bind.number(taken == null ? Number(id) : -Number(id))}::bigint`,
    };
    return [UNKNOWN, ...flipOrder([TAKEN]), id];
  }
  const columns = by === 'taken' ? [SURENESS, UNKNOWN, TAKEN, ID] : [by === 'size' ? SIZE : NAME, ID];
  return isReverse ? flipOrder(columns) : columns;
}

/** The other way round. */
function flipOrder(columns: readonly OrderColumn[]): OrderColumn[] {
  return columns.map((column) => ({ ...column, isDescending: !column.isDescending }));
}

/** What {@link toColumns} are made of, as columns of a statement that groups rows of `photoseek.file AS photo` by photo. */
export function compileKeys({ by, tags }: BrowsedOrder, spaceId: number, bind: Bindings): string {
  if (by === 'size') return 'max(photo.size_bytes) AS size';
  if (by === 'name') return '(array_agg(photo.sort_name ORDER BY photo.path, photo.id))[1] AS name';
  const taken = `coalesce(min(photo.taken_at_ms) FILTER (WHERE photo.taken_source <> 'mtime'), min(photo.taken_at_ms)) AS taken`;
  if (tags.length === 0) return taken;
  const scores = tags.map((tag) => {
    const key = bind.text(toComparisonKey(tag));
    const condition = tagCondition(key, bind.texts(translateTag(tag).map(toComparisonKey)), bind.number(spaceId));
    return `coalesce((SELECT max(part.score) FROM photoseek.tag AS part WHERE part.content_id = photo.content_id AND ${condition}), 0)`;
  });
  return `${taken}, least(1, ${scores.join(', ')}) AS sureness`;
}

export function compileOrder(columns: readonly OrderColumn[]): string {
  return columns.map(({ sql, isDescending }) => `${sql}${isDescending ? ' DESC' : ''}`).join(', ');
}

/** Rows behind a photo. The first column is bounded by itself, too: an index begins there. */
export function compileBehind(columns: readonly OrderColumn[], place: PageKeys, bind: Bindings): string {
  const [first, ...others] = columns;
  if (first === undefined) return 'FALSE';
  const key = first.keyOf(place, bind);
  const beyond = `${first.sql} ${first.isDescending ? '<' : '>'} ${key}`;
  if (others.length === 0) return beyond;
  return `${first.sql} ${first.isDescending ? '<=' : '>='} ${key} AND (${beyond} OR (${compileBehind(others, place, bind)}))`;
}

/** Files in an order that an index has. */
export interface Walk {
  /** Which of them. */
  where: string;
  columns: OrderColumn[];
  /** Of the files of one photo, the first in this order is the one whose keys are those of the photo. */
  first: string;
}

const WALK_ID = { ...ID, sql: 'photo.content_id' };

const FIRST_TAKEN =
  "CASE WHEN photo.taken_at_ms IS NULL THEN 2 WHEN photo.taken_source <> 'mtime' THEN 0 ELSE 1 END, photo.taken_at_ms, photo.id";

/**
 * The walks that give an order, one after the other.
 * @param behind the walk that this photo belongs to is the first
 * @returns none where no index has the order
 */
export function listWalks({ by, isReverse, tags }: BrowsedOrder, behind: PageKeys | undefined): Walk[] {
  const turn = (columns: OrderColumn[]) => (isReverse ? flipOrder(columns) : columns);
  if (tags.length > 0) return [];
  if (by !== 'taken') {
    const size: Walk = {
      where: 'TRUE',
      columns: [{ ...SIZE, sql: 'photo.size_bytes' }, WALK_ID],
      first: 'photo.size_bytes DESC, photo.id',
    };
    const name: Walk = {
      where: 'TRUE',
      columns: [{ ...NAME, sql: 'photo.sort_name' }, WALK_ID],
      first: 'photo.path, photo.id',
    };
    const walk = by === 'size' ? size : name;
    return [{ ...walk, columns: turn(walk.columns) }];
  }
  const known: Walk = {
    where: 'photo.taken_at_ms IS NOT NULL',
    columns: turn([{ ...TAKEN, sql: 'photo.taken_at_ms' }, WALK_ID]),
    first: FIRST_TAKEN,
  };
  const unknown: Walk = {
    where: 'photo.taken_at_ms IS NULL',
    columns: [WALK_ID],
    first: FIRST_TAKEN,
  };
  return behind !== undefined && behind.taken == null ? [unknown] : [known, unknown];
}
