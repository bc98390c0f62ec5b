import type { ErrorCode } from '../../../../errors.js';
import type { FileFailure } from '../../../../indexer/progress/events.js';
import { isBelow, toPathRange } from '../../../../model/paths.js';
import type { ReadScope } from '../../../../model/read-scope.js';
import { withPathBytes } from '../../../../runtime/fs-path.js';
import type { Root } from '../../../types/descriptions.js';
import { OWNED_FROM } from '../../schema.js';
import type { Bindings } from '../conditions/bindings.js';
import { compilePublishedScope } from '../conditions/compile-scope.js';
import { refuse } from '../refuse.js';
import type { PublishedRequest } from '../request.js';

interface RootRow {
  id: string;
  path: string;
  rules: string;
  addedAtMs: number;
  isMissing: boolean;
  movedTo: string | null;
  libraryIds: string[];
  libraries: string[];
}

/**
 * The roots of all libraries, in the order of their paths. One that several libraries share is one root: missing where it is for all of them.
 * @param scope what exists for the reader: roots outside of its folder do not
 * @throws PhotoseekError `not-published` where the tables are of an earlier version
 */
export async function listPublishedRoots(request: PublishedRequest, scope: ReadScope | undefined): Promise<Root[]> {
  assertOwned(request, 'Roots');
  const rows = await request.query<RootRow>(
    () => `SELECT root.id, (array_agg(root.path ORDER BY library.name, library.id))[1] AS path,
        (array_agg(root.rules ORDER BY library.name, library.id))[1] AS rules, min(root.added_at_ms) AS "addedAtMs", bool_and(root.is_missing) AS "isMissing",
        (array_agg(root.moved_to ORDER BY library.name, library.id))[1] AS "movedTo", array_agg(library.id ORDER BY library.name, library.id) AS "libraryIds",
        array_agg(library.name ORDER BY library.name, library.id) AS libraries
      FROM photoseek.library_root AS root JOIN photoseek.library ON library.id = root.library_id GROUP BY root.id ORDER BY 2, root.id`,
  );
  const folder = scope?.folder;
  const seen = rows.filter(({ path }) => path === folder || isBelow(path, folder));
  return Promise.all(
    seen.map(async ({ id, rules, libraryIds, libraries, ...row }) => {
      const { movedTo, isMissing } = row;
      return {
        ...{ ...withPathBytes(row), ...(await countBelow(request, row.path, libraryIds, scope)) },
        ...{ movedTo: isMissing ? movedTo : null, ...(JSON.parse(rules) as Rules) },
        published: { id, libraries },
      };
    }),
  );
}

type Rules = Pick<Root, 'exclude' | 'hidden' | 'followLinks' | 'raw' | 'kinds'>;

/** Files of some libraries at or below a path, and those of them that cannot be read. */
async function countBelow(
  request: PublishedRequest,
  path: string,
  libraryIds: readonly string[],
  scope: ReadScope | undefined,
): Promise<{ files: number; failed: number }> {
  const [row] = await request.query<{ files: string; failed: string; unread: string }>((bind) => {
    const below = isAtOrBelow(path, libraryIds, bind);
    // A photo that could be read before is still there.
    return `SELECT (SELECT count(*) FROM photoseek.file AS photo WHERE ${[below, ...compilePublishedScope(scope, bind)].join(' AND ')}) AS files,
        count(*) AS failed, count(*) FILTER (WHERE NOT EXISTS
          (SELECT 1 FROM photoseek.file WHERE file.library_id = photo.library_id AND file.path = photo.path)) AS unread
      FROM photoseek.failure AS photo WHERE ${below}`;
  });
  return {
    files: request.toCount(row?.files) + request.toCount(row?.unread),
    failed: request.toCount(row?.failed),
  };
}

function isAtOrBelow(path: string, libraryIds: readonly string[], bind: Bindings): string {
  const { from, before } = toPathRange(path);
  return `photo.library_id = ANY (${bind.texts(libraryIds)}) AND (photo.path = ${bind.text(path)} COLLATE "C"
    OR (photo.path >= ${bind.text(from)} COLLATE "C" AND photo.path < ${bind.text(before)} COLLATE "C"))`;
}

/**
 * Files of all libraries that cannot be read, in the order of their paths.
 * @throws PhotoseekError `not-published` where the tables are of an earlier version
 */
export async function listPublishedFailures(request: PublishedRequest): Promise<FileFailure[]> {
  assertOwned(request, 'Files that failed');
  const rows = await request.query<{ path: string; code: ErrorCode; message: string; library: string }>(
    () => `SELECT path, code, message, library.name AS library FROM photoseek.failure JOIN photoseek.library ON library.id = library_id
      ORDER BY path, library.name, library.id`,
  );
  return rows.map((failure) => withPathBytes(failure));
}

/** Tables of earlier versions do not have it: until an indexing machine of this version publishes. */
function assertOwned({ version }: PublishedRequest, what: string): void {
  if (version < OWNED_FROM) refuse(what, 'An indexing machine of this version publishes it with its next pass.');
}
