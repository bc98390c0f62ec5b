import { randomUUID } from 'node:crypto';
import { type Client, type Database, takeLock } from '../../vectors/engines/pgvector/database.js';
import { WRITE_LOCK } from '../published/schema.js';
import { dropPlaces } from './drop-places.js';

/**
 * Number of the advisory lock of all that changes rows of claims, but for taking them: changes of several rows, in different orders, would wait for each
 * other without end.
 */
const CLAIM_LOCK = 7_450_217;

/** A file that this library has claimed. */
export interface Unit {
  /** Below the root, with slashes. */
  path: string;
  /** As the walk has found it; `null`: it is gone. */
  stamp: string | null;
  /** Of its sidecars, as the walk has found them. */
  sidecars: string;
}

/** A claimed file that was looked at. */
export interface Outcome {
  unit: Unit;
  /** The file as it was read; `null`: it is gone. */
  stamp: string | null;
  failure: string | null;
  /** Not now: the next walk opens it again. */
  isPassing: boolean;
}

/** An outcome, with the walk that was the last one when the file was claimed: a later one may have found it anew. */
export interface TriedOutcome extends Outcome {
  walk: number;
}

/** A file as a walk finds it. Times have whole milliseconds: machines see more or less of them. */
export function toFileStamp(sizeBytes: number, mtimeMs: number, sidecars: string): string {
  return `${sizeBytes}:${Math.floor(mtimeMs)}:${sidecars}`;
}

/** A condition of files that are open, and may be taken in this walk. */
const IS_OPEN = 'claim.done IS DISTINCT FROM claim.stamp AND (claim.tried IS NULL OR claim.tried < $2)';

/** The files of one shared root, as one library claims them. */
export class Claims {
  readonly #database: Database;
  readonly #rootId: string;
  readonly #libraryId: string;
  readonly #leaseMs: number;
  /** Of this process: it does not claim files again that it has claimed, but those that an earlier process of this library had. */
  readonly #session = randomUUID();

  constructor(database: Database, root: { id: string }, libraryId: string, leaseMs: number) {
    this.#database = database;
    this.#rootId = root.id;
    this.#libraryId = libraryId;
    this.#leaseMs = leaseMs;
  }

  /**
   * Claims open files: first those that this library has had before, then those that nobody has, or whose lease has run out. All conditions are of the row
   * that is locked: where another process was quicker, PostgreSQL asks them again of the new row.
   * @param walk the number of the last walk that was completed
   */
  async take(walk: number, limit: number): Promise<Unit[]> {
    const take = async (client: Client, free: string, count: number) => {
      const { rows } = await client.query(
        `WITH free AS (SELECT path FROM photoseek.claim WHERE root_id = $1 AND ${IS_OPEN} AND ${free} ORDER BY path LIMIT $4 FOR UPDATE SKIP LOCKED)
         UPDATE photoseek.claim SET owner = $3, session = $6, done = coalesce(done, ''), leased_until = now() + make_interval(secs => $5) FROM free
         WHERE claim.root_id = $1 AND claim.path = free.path RETURNING claim.path, claim.stamp, claim.sidecars`,
        [this.#rootId, walk, this.#libraryId, count, this.#leaseMs / 1000, this.#session],
      );
      return rows as Unit[];
    };
    return this.#database.transact(async (client) => {
      const own = await take(client, 'owner = $3 AND session IS DISTINCT FROM $6', limit);
      const free = '(owner IS NULL OR (owner <> $3 AND (leased_until IS NULL OR leased_until < now())))';
      const others = own.length < limit ? await take(client, free, limit - own.length) : [];
      return [...own, ...others].sort((a, b) => (a.path < b.path ? -1 : 1));
    });
  }

  /** A sign of life. @returns `false`: somebody else walks the root now */
  async renew(isWalking: boolean): Promise<boolean> {
    return this.#locked(async (client) => {
      const values = [this.#rootId, this.#libraryId, this.#leaseMs / 1000];
      await client.query(
        `UPDATE photoseek.claim SET leased_until = now() + make_interval(secs => $3)
         WHERE root_id = $1 AND owner = $2 AND done IS DISTINCT FROM stamp`,
        values,
      );
      if (!isWalking) return true;
      const { rowCount } = await client.query(
        'UPDATE photoseek.claim_root SET walker_until = now() + make_interval(secs => $3) WHERE id = $1 AND walker = $2',
        values,
      );
      return rowCount === 1;
    });
  }

  /**
   * Notes what was done. Files that are gone leave the list, and are not published any more, whoever had them.
   * @returns paths of files that another library has taken over meanwhile
   */
  async complete(outcomes: readonly TriedOutcome[]): Promise<string[]> {
    return this.#locked(async (client) => {
      const gone = outcomes.filter(({ stamp, isPassing }) => stamp === null && !isPassing).map(({ unit }) => unit.path);
      const removed = await client.query(
        'DELETE FROM photoseek.claim WHERE root_id = $1 AND owner = $2 AND path = ANY ($3) AND stamp IS NULL RETURNING path',
        [this.#rootId, this.#libraryId, gone],
      );
      if (removed.rows.length > 0) {
        await takeLock(client, WRITE_LOCK);
        await dropPlaces(
          client,
          this.#rootId,
          removed.rows.map(({ path }) => path),
        );
      }
      const left = outcomes.filter(({ stamp, isPassing }) => stamp !== null || isPassing);
      const { rows } = await client.query(
        // A file that a walk has found changed since then stays open.
        `UPDATE photoseek.claim SET
           done = CASE WHEN given.passing THEN claim.done ELSE given.stamp END,
           stamp = CASE WHEN NOT given.passing AND claim.stamp = given.claimed THEN given.stamp ELSE claim.stamp END,
           tried = CASE WHEN given.passing THEN given.walk ELSE claim.tried END, failure = given.failure,
           session = CASE WHEN given.passing THEN NULL ELSE claim.session END, leased_until = CASE WHEN given.passing THEN NULL ELSE claim.leased_until END
         FROM unnest($3::text[], $4::bigint[], $5::text[], $6::text[], $7::boolean[], $8::text[]) AS given (path, walk, claimed, stamp, passing, failure)
         WHERE claim.root_id = $1 AND claim.owner = $2 AND claim.path = given.path RETURNING claim.path`,
        [
          ...[this.#rootId, this.#libraryId, left.map(({ unit }) => unit.path), left.map(({ walk }) => walk)],
          ...[left.map(({ unit }) => unit.stamp), left.map(({ stamp }) => stamp)],
          ...[left.map(({ isPassing }) => isPassing), left.map(({ failure }) => failure)],
        ],
      );
      const completed = new Set([...rows, ...removed.rows].map(({ path }) => path as string));
      return outcomes.map(({ unit }) => unit.path).filter((path) => !completed.has(path));
    });
  }

  /** Of some files, those that are not published by this library as they were read. */
  async listUnpublished(outcomes: readonly Outcome[]): Promise<Set<string>> {
    const read = outcomes.filter(({ stamp, failure }) => stamp !== null && failure === null);
    const rows = await this.#database.query<{ path: string }>(
      `SELECT given.path FROM unnest($3::text[], $4::text[]) AS given (path, stamp) WHERE NOT EXISTS
         (SELECT 1 FROM photoseek.file WHERE root_id = $1 AND library_id = $2 AND relative_path = given.path
            AND given.stamp LIKE size_bytes || ':' || floor(mtime_ms)::bigint || ':%')`,
      [this.#rootId, this.#libraryId, read.map(({ unit }) => unit.path), read.map(({ stamp }) => stamp)],
    );
    return new Set(rows.map(({ path }) => path));
  }

  /** Whether files are open that are to be waited for: also those that others have claimed. */
  async isOpen(walk: number): Promise<boolean> {
    const rows = await this.#database.query(`SELECT 1 FROM photoseek.claim WHERE root_id = $1 AND ${IS_OPEN} LIMIT 1`, [
      this.#rootId,
      walk,
    ]);
    return rows.length > 0;
  }

  /** Open files, counted up to 5,000, and machines that work on some. */
  async measure(walk: number): Promise<{ open: number; machines: number }> {
    const [row] = await this.#database.query<{ open: string; machines: string }>(
      `SELECT (SELECT count(*) FROM (SELECT 1 FROM photoseek.claim WHERE root_id = $1 AND ${IS_OPEN} LIMIT 5000) AS counted) AS open,
         (SELECT count(DISTINCT owner) FROM photoseek.claim WHERE root_id = $1 AND ${IS_OPEN} AND leased_until > now()) AS machines`,
      [this.#rootId, walk],
    );
    return { open: Number(row?.open), machines: Number(row?.machines) };
  }

  /** All files of the root, and those that are done. */
  async count(): Promise<{ done: number; total: number }> {
    const [row] = await this.#database.query<{ done: string; total: string }>(
      `SELECT count(*) FILTER (WHERE stamp IS NOT NULL) AS total, count(*) FILTER (WHERE done = stamp) AS done
       FROM photoseek.claim WHERE root_id = $1`,
      [this.#rootId],
    );
    return { done: Number(row?.done), total: Number(row?.total) };
  }

  /** Of some files that this library knows, it becomes the owner where nobody is. @returns those that are not its own */
  async adopt(paths: readonly string[]): Promise<{ path: string; isListed: boolean }[]> {
    return this.#locked(async (client) => {
      await client.query(
        "UPDATE photoseek.claim SET owner = $2, done = coalesce(done, '') WHERE root_id = $1 AND path = ANY ($3) AND owner IS NULL",
        [this.#rootId, this.#libraryId, paths],
      );
      const { rows } = await client.query(
        `SELECT given.path, claim.path IS NOT NULL AS "isListed" FROM unnest($3::text[]) AS given (path)
         LEFT JOIN photoseek.claim ON claim.root_id = $1 AND claim.path = given.path WHERE claim.owner IS DISTINCT FROM $2`,
        [this.#rootId, this.#libraryId, paths],
      );
      return rows as { path: string; isListed: boolean }[];
    });
  }

  /** Gives back what is open, so that others need not wait for the lease to run out. */
  async release(): Promise<void> {
    await this.#locked(async (client) => {
      const values = [this.#rootId, this.#libraryId];
      await client.query(
        "UPDATE photoseek.claim SET owner = NULL WHERE root_id = $1 AND owner = $2 AND done = '' AND stamp IS NOT NULL",
        values,
      );
      await client.query(
        'UPDATE photoseek.claim SET leased_until = NULL WHERE root_id = $1 AND owner = $2 AND done IS DISTINCT FROM stamp',
        values,
      );
      await client.query('UPDATE photoseek.claim_root SET walker = NULL WHERE id = $1 AND walker = $2', values);
    });
  }

  /** Changes rows of claims, all or none. */
  #locked<T>(work: (client: Client) => Promise<T>): Promise<T> {
    return lockClaims(this.#database, work);
  }
}

/** A transaction that changes rows of claims. */
export function lockClaims<T>(database: Database, work: (client: Client) => Promise<T>): Promise<T> {
  return database.transact(work, CLAIM_LOCK);
}
