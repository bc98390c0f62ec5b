import { PhotoseekError, throwIfAborted } from '../../errors.js';
import type { RootRules } from '../../indexer/scan/rules.js';
import type { Walk } from '../../indexer/scan/walk.js';
import { toRelativeName } from '../../runtime/fs-path.js';
import type { Database } from '../../vectors/engines/pgvector/database.js';
import { lockClaims, toFileStamp } from './claims.js';

/** Files that are listed by one transaction. */
const BATCH = 500;

/** Roots of fewer files may lose most of them in an afternoon. */
const MIN_FILES = 20;

/** A walk over a shared root, which lists its files for all machines. */
export interface RootWalk {
  database: Database;
  rootId: string;
  libraryId: string;
  /** Its folder on this machine. */
  folder: string;
  rules: RootRules;
  leaseMs: number;
  /** Files of which most are gone were deleted, and no wrong folder was named. */
  prune: boolean;
  walk: Walk;
  /** Whether this library knows a file: it is its owner then, if nobody is. */
  isKnown: (path: string) => boolean;
  signal: AbortSignal;
}

interface Listed {
  path: string;
  stamp: string;
  sidecars: string;
  isKnown: boolean;
}

/**
 * The one machine that walks the root, if none does: its claim on that is a lease, too.
 * @param seen walks that were completed when this process began: one more, of whichever machine, is enough
 * @returns the number of the walk; `undefined`: another machine walks, or has walked
 */
export async function beginWalk(
  database: Database,
  rootId: string,
  libraryId: string,
  leaseMs: number,
  seen: number,
): Promise<number | undefined> {
  const [row] = await database.query<{ walks: string }>(
    `UPDATE photoseek.claim_root SET walker = $2, walker_until = now() + make_interval(secs => $3)
     WHERE id = $1 AND walks <= $4 AND (walker IS NULL OR walker = $2 OR walker_until < now()) RETURNING walks`,
    [rootId, libraryId, leaseMs / 1000, seen],
  );
  return row === undefined ? undefined : Number(row.walks) + 1;
}

/**
 * Lists the files of the root. Rows are found by what they hold and never by the order in which they were written: none is missed because it was committed
 * late. Only its end makes a walk count.
 * @throws PhotoseekError `path-not-found`, `root-doubtful`, `aborted`
 */
export async function walkRoot(job: RootWalk, number: number): Promise<void> {
  const { walk, folder, signal } = job;
  const closed: string[] = [];
  let batch: Listed[] = [];
  for await (const finding of walk.run()) {
    throwIfAborted(signal);
    if (finding.type === 'excluded') continue;
    if (finding.type !== 'file') {
      // A folder or file that cannot be examined now is not gone.
      closed.push(toRelativeName(folder, finding.failure.path));
      continue;
    }
    const { path, sizeBytes, mtimeMs, sidecarStamp = '' } = finding.file;
    const stamp = toFileStamp(sizeBytes, mtimeMs, sidecarStamp);
    batch.push({ path: toRelativeName(folder, path), stamp, sidecars: sidecarStamp, isKnown: job.isKnown(path) });
    if (batch.length < BATCH) continue;
    await list(job, number, batch);
    batch = [];
  }
  await list(job, number, batch);
  await endWalk(job, number, closed);
}

async function list({ database, rootId, libraryId, leaseMs }: RootWalk, number: number, files: Listed[]) {
  if (files.length === 0) return;
  await lockClaims(database, (client) =>
    client.query(
      // The owner of a changed file has the first go at it, as long as a lease.
      `INSERT INTO photoseek.claim (root_id, path, sidecars, stamp, seen, owner, done)
       SELECT $1, path, sidecars, stamp, $2, CASE WHEN known THEN $3 END, CASE WHEN known THEN '' END FROM unnest($4::text[], $5::text[], $6::text[], $7::boolean[]) AS given (path, sidecars, stamp, known)
       ON CONFLICT (root_id, path) DO UPDATE SET seen = excluded.seen, sidecars = excluded.sidecars, stamp = excluded.stamp,
         owner = coalesce(claim.owner, excluded.owner),
         session = CASE WHEN claim.stamp = excluded.stamp THEN claim.session END,
         leased_until = CASE WHEN claim.stamp = excluded.stamp THEN claim.leased_until ELSE now() + make_interval(secs => $8) END`,
      [
        ...[rootId, number, libraryId, files.map(({ path }) => path), files.map(({ sidecars }) => sidecars)],
        ...[files.map(({ stamp }) => stamp), files.map(({ isKnown }) => isKnown), leaseMs / 1000],
      ],
    ),
  );
}

/** Files that were not seen are gone; those that are done and published by nobody (a library was removed) are open again. */
async function endWalk({ database, rootId, libraryId, leaseMs, prune }: RootWalk, number: number, closed: string[]) {
  await lockClaims(database, async (client) => {
    // Another machine has taken over, where this one was thought dead: its walk counts.
    const walker = await client.query(
      'SELECT 1 FROM photoseek.claim_root WHERE id = $1 AND walker = $2 AND walks < $3 FOR UPDATE',
      [rootId, libraryId, number],
    );
    if (walker.rowCount === 0) return;
    const unseen = `root_id = $1 AND seen < $2 AND stamp IS NOT NULL
      AND NOT EXISTS (SELECT 1 FROM unnest($3::text[]) AS closed (path) WHERE closed.path = '' OR claim.path = closed.path OR starts_with(claim.path, closed.path || '/'))`;
    const { rows } = await client.query(
      `SELECT count(*) AS known, count(*) FILTER (WHERE ${unseen}) AS gone FROM photoseek.claim WHERE root_id = $1 AND stamp IS NOT NULL`,
      [rootId, number, closed],
    );
    const [known, gone] = [Number(rows[0]?.known), Number(rows[0]?.gone)];
    if (!prune && ((gone === known && known > 0) || (known >= MIN_FILES && gone * 2 > known)))
      throw rootDoubtful(rootId, known, gone);
    await client.query(
      `UPDATE photoseek.claim SET stamp = NULL, session = NULL, leased_until = now() + make_interval(secs => $4) WHERE ${unseen}`,
      [rootId, number, closed, leaseMs / 1000],
    );
    await client.query(
      `UPDATE photoseek.claim SET done = '', session = NULL WHERE root_id = $1 AND done = stamp AND failure IS NULL AND NOT EXISTS
         (SELECT 1 FROM photoseek.file WHERE file.root_id = claim.root_id AND file.relative_path = claim.path AND file.library_id = claim.owner)`,
      [rootId],
    );
    // Those that nobody has indexed need not be removed by anybody.
    await client.query(
      'DELETE FROM photoseek.claim WHERE root_id = $1 AND stamp IS NULL AND done IS NULL AND owner IS NULL',
      [rootId],
    );
    await client.query('UPDATE photoseek.claim_root SET walks = $2, walked_at = now(), walker = NULL WHERE id = $1', [
      rootId,
      number,
    ]);
  });
}

function rootDoubtful(rootId: string, known: number, gone: number): PhotoseekError {
  return new PhotoseekError(
    'path-not-found',
    `The folder of the root ${rootId} on this machine lacks ${gone} of its ${known} files: it is unplugged, or another folder.`,
    { hint: 'Correct --root. If these files were deleted: --prune', details: { rootId, known, gone } },
  );
}
