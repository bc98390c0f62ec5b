import { isEverything } from '../../../../model/read-scope.js';
import type { BrowsedPhotos, PageLimits, PhotoPages } from '../../../../search/rank/photo-pages.js';
import { Bindings } from '../conditions/bindings.js';
import { compilePublishedFilters, fromPhotosThat } from '../conditions/compile-filters.js';
import { compilePublishedScope } from '../conditions/compile-scope.js';
import type { PublishedRequest } from '../request.js';
import { compileBehind, compileKeys, compileOrder, listWalks, type PageKeys, toColumns } from './page-order.js';

/** See `PhotoPages`: pages are cut by the database, and what arrives is a page whatever it has. */
export function readPages(request: PublishedRequest, limits: PageLimits): PhotoPages {
  return {
    limits,
    count: (photos, upTo) => {
      askForFields(request, photos);
      const [row] = request.rows<{ files: string; photos: string }>(
        ['count page', photos, upTo],
        (bind) => {
          const last = bind.number(photos.lastPhotoId);
          // Contents are counted by their index; of files, those that are counted are listed once.
          if (isAny(photos))
            return `SELECT count(*) AS files, count(*) AS photos FROM (SELECT 1 FROM photoseek.content WHERE id <= ${last}::bigint LIMIT ${Number(upTo)}) AS listed`;
          const found = and([`photo.content_id <= ${last}::bigint`, compile(request, photos, bind)]);
          return `SELECT count(*) AS files, count(DISTINCT content_id) AS photos FROM (SELECT photo.content_id ${fromPhotosThat(found)} LIMIT ${Number(upTo)}) AS listed`;
        },
        1,
      );
      return { count: request.toCount(row?.photos), isExact: request.toCount(row?.files) < upTo };
    },
    list: (photos, order, { lastGiven, given }, { limit, isFew }) => {
      askForFields(request, photos);
      const columns = toColumns(order);
      const about = [photos, order];
      const placed =
        lastGiven.length === 0
          ? []
          : listKeyed(request, ['places', lastGiven, ...about], photos, {
              ...{ order: columns, about: order, limit: lastGiven.length },
              ids: lastGiven,
            });
      const keysOf = new Map(placed.map((keys) => [request.toId(keys.id), keys]));
      const present = lastGiven.filter((id) => keysOf.has(id));
      const behind = present[0] === undefined ? undefined : keysOf.get(present[0]);
      const skip = behind === undefined ? given : 0;
      const walked =
        isFew || skip > 0
          ? undefined
          : walk(request, photos, {
              ...{ about: order, behind, limit, walkUpTo: limits.walkUpTo },
            });
      const ids =
        walked ??
        listKeyed(request, ['page', behind?.id, skip, limit, ...about], photos, {
          ...{ order: columns, about: order, behind, skip, limit },
        }).map(({ id }) => request.toId(id));
      return { ids, present };
    },
  };
}

type About = Parameters<typeof toColumns>[0];

/** Puts all photos in order that fulfil the filters, in the database. */
function listKeyed(
  request: PublishedRequest,
  question: readonly unknown[],
  photos: BrowsedPhotos,
  asked: {
    order: ReturnType<typeof toColumns>;
    about: About;
    behind?: PageKeys | undefined;
    skip?: number;
    limit: number;
    ids?: readonly number[];
  },
): PageKeys[] {
  const { order, about, behind, skip = 0, limit, ids } = asked;
  return request.rows<PageKeys>(
    question,
    (bind) => {
      const scope = compilePublishedScope(photos.scope, bind);
      const found = [
        `photo.content_id <= ${bind.number(photos.lastPhotoId)}::bigint`,
        ...(ids === undefined ? [] : [`photo.content_id = ANY (${bind.ids(ids)})`]),
        compile(request, photos, bind),
      ];
      return `WITH found AS MATERIALIZED (SELECT DISTINCT photo.content_id ${fromPhotosThat(and(found))}),
          keyed AS (SELECT photo.content_id AS id, ${compileKeys(about, photos.spaceId, bind)} FROM photoseek.file AS photo
            WHERE ${and(['photo.content_id IN (SELECT content_id FROM found)', ...scope])} GROUP BY photo.content_id)
        SELECT * FROM keyed ${behind === undefined ? '' : `WHERE ${compileBehind(order, behind, bind)}`}
        ORDER BY ${compileOrder(order)} LIMIT ${Number(limit)} OFFSET ${Number(skip)}`;
    },
    limit,
  );
}

/**
 * Walks the files in their order until enough of them stand for a photo that fulfils the filters: a page of few rows, however many there are.
 * @returns `undefined`: within the files of a walk there are too few
 */
function walk(
  request: PublishedRequest,
  photos: BrowsedPhotos,
  asked: { about: About; behind: PageKeys | undefined; limit: number; walkUpTo: number },
): number[] | undefined {
  const { about, behind, limit, walkUpTo } = asked;
  const walks = listWalks(about, behind);
  if (walks.length === 0) return undefined;
  const ids: number[] = [];
  for (const [i, { where, columns, first }] of walks.entries()) {
    const part = (bind: Bindings) =>
      and([
        `photo.content_id <= ${bind.number(photos.lastPhotoId)}::bigint`,
        where,
        ...(i === 0 && behind !== undefined ? [compileBehind(columns, behind, bind)] : []),
        ...compilePublishedScope(photos.scope, bind),
      ]);
    const wanted = limit - ids.length;
    const question = [i, behind?.id, wanted, photos, about];
    const rows = request.rows<{ id: string }>(
      ['walk', ...question],
      (bind) => {
        const keys = columns.map(({ sql }, at) => `${sql} AS k${at}`).join(', ');
        const order = compileOrder(columns);
        const own = and(['photo.content_id = walked.content_id', ...compilePublishedScope(photos.scope, bind)]);
        // Each is asked of one row at a time: joined, they might be asked of all rows before the first is given.
        const isFound = isAny(photos)
          ? 'TRUE'
          : `EXISTS (SELECT 1 ${fromPhotosThat(and(['photo.content_id = walked.content_id', compile(request, photos, bind)]))} OFFSET 0)`;
        return `SELECT walked.content_id AS id FROM (SELECT photo.id, photo.content_id, ${keys} FROM photoseek.file AS photo WHERE ${part(bind)}
            ORDER BY ${order} LIMIT ${Number(walkUpTo)}) AS walked
          WHERE walked.id = (SELECT photo.id FROM photoseek.file AS photo WHERE ${own} ORDER BY ${first} LIMIT 1) AND ${isFound}
          ORDER BY ${columns.map(({ isDescending }, at) => `walked.k${at}${isDescending ? ' DESC' : ''}`).join(', ')} LIMIT ${wanted}`;
      },
      wanted,
    );
    ids.push(...rows.map(({ id }) => request.toId(id)));
    if (ids.length === limit) return ids;
    const [left] = request.rows<{ count: string }>(
      ['walked', ...question],
      (bind) =>
        `SELECT count(*) AS count FROM (SELECT 1 FROM photoseek.file AS photo WHERE ${part(bind)} LIMIT ${Number(walkUpTo)}) AS listed`,
      1,
    );
    if (request.toCount(left?.count) >= walkUpTo) return undefined;
  }
  return ids;
}

function isAny({ filters, scope }: BrowsedPhotos): boolean {
  return filters.length === 0 && isEverything(scope);
}

/** They must be known before a statement is compiled: to compile it asks for them. */
function askForFields(request: PublishedRequest, photos: BrowsedPhotos): void {
  compile(request, photos, new Bindings());
}

function compile(request: PublishedRequest, { filters, ...scope }: BrowsedPhotos, bind: Bindings): string {
  return compilePublishedFilters(filters, scope, bind, request.findField);
}

function and(conditions: readonly string[]): string {
  return conditions.map((one) => `(${one})`).join(' AND ');
}
