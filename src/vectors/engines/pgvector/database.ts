import type { Pool, PoolClient, Query, QueryResultRow } from 'pg';
import { PhotoseekError } from '../../../errors.js';
import { tracedWithin } from '../../../runtime/tracing/trace.js';
import { hasNoTls, toEngineError } from './database-errors.js';
import { readPassword } from './password.js';
import { readServerAddress } from './server-address.js';
import { listTlsOptions } from './tls.js';

/** Connections of one process: searches wait for each other beyond that, as they would in the server. */
const MAX_CONNECTIONS = 4;

/** A server on the same network answers within milliseconds; one that is not there, never. */
const CONNECT_TIMEOUT_MS = 5000;

/** A search that takes longer has no reader any more; comparing with a million vectors takes two seconds. */
const ANSWER_TIMEOUT_MS = 60_000;

/** Rows of an answer, where nothing else is said: more spaces than a library has. */
const MAX_ROWS = 10_000;

/** A connection within a transaction. */
export type Client = PoolClient;

/** Limits of a connection. */
export interface DatabaseOptions {
  /** A search ends after so long. Default: a minute. */
  answerTimeoutMs?: number;
}

/** The first version with iterative scans: before it, a filtered search silently gives too few. */
const LEAST_VERSION = '0.8.0';

const SELECT_VERSION = "SELECT extversion AS version FROM pg_extension WHERE extname = 'vector'";

/**
 * Settings of each connection. `hnsw.*` exist once the library is loaded: by its first use, because LOAD is for superusers. Prepared statements are
 * planned anew, because their best plan depends on how many ids are allowed. A machine that is gone without a word, or stopped within a transaction, holds its locks no
 * longer than two minutes: others wait for them.
 */
const SESSION = `SELECT '[0]'::vector; SET hnsw.iterative_scan = relaxed_order; SET plan_cache_mode = force_custom_plan;
  SET idle_in_transaction_session_timeout = '2min'; SET tcp_keepalives_idle = 30; SET tcp_keepalives_interval = 10; SET tcp_keepalives_count = 5`;

/** The database that vectors lie in, behind errors of the program. */
export class Database {
  /** Host, port and database, for messages: never the password. */
  readonly server: string;
  readonly #pool: Pool;
  readonly #Query: typeof Query;
  readonly #answerTimeoutMs: number;
  /** Connections with the settings of {@link SESSION}. */
  readonly #ready = new WeakSet<PoolClient>();

  private constructor(server: string, pool: Pool, query: typeof Query, answerTimeoutMs: number) {
    this.server = server;
    this.#pool = pool;
    this.#Query = query;
    this.#answerTimeoutMs = answerTimeoutMs;
  }

  /**
   * Connects, and makes what is missing: the extension where the user may, and the schema.
   * @param url `postgres://user@host:port/database`, see {@link readServerAddress}; the password comes from `PGPASSWORD` or `~/.pgpass`
   * @throws PhotoseekError `bad-argument`, `engine-unreachable`, `engine-refused`, `engine-too-old`
   */
  static async open(url: string, { answerTimeoutMs = ANSWER_TIMEOUT_MS }: DatabaseOptions = {}): Promise<Database> {
    const { server, tlsMode, tlsFiles, ...place } = readServerAddress(url);
    const ways = listTlsOptions(tlsMode, tlsFiles);
    // Loaded on use: nobody else needs the driver.
    const { default: pg } = await import('pg');
    let failure: unknown;
    for (const ssl of ways) {
      const pool = new pg.Pool({
        ...place,
        // The driver calls it with the address that it uses, and takes `undefined`; its types do not say so.
        password: readPassword as () => string,
        ...{ ssl, max: MAX_CONNECTIONS, connectionTimeoutMillis: CONNECT_TIMEOUT_MS },
        ...{ application_name: 'photoseek', allowExitOnIdle: true, keepAlive: true },
      });
      // A connection that breaks while it is idle is replaced by the next query.
      pool.on('error', () => {});
      // One that breaks between two statements, or while the server is looked at, tells the next statement.
      pool.on('connect', (client) => void client.on('error', () => {}));
      const database = new Database(server, pool, pg.Query, answerTimeoutMs);
      try {
        await database.#prepare();
        return database;
      } catch (error) {
        await database.close();
        failure = error;
        if (!hasNoTls((error as Error).cause)) break;
      }
    }
    throw failure;
  }

  /** Runs one statement. */
  async query<Row>(sql: string, values: readonly unknown[] = []): Promise<Row[]> {
    return this.withClient((client) => this.queryAtMost<Row>(client, MAX_ROWS, sql, [...values]));
  }

  /**
   * Runs a statement whose answer is bounded, whatever the server sends: more rows end the connection, and so does an answer that takes too long.
   * @throws PhotoseekError `engine-failed` for more rows than `limit`
   */
  queryAtMost<Row>(client: PoolClient, limit: number, text: string, values: unknown[]): Promise<Row[]> {
    const rows: Row[] = [];
    const query = new this.#Query<Row & QueryResultRow>({ text, values });
    let timer: NodeJS.Timeout | undefined;
    // Once it is rejected, the connection is closed, and what is still under way is not read.
    const done = new Promise<Row[]>((resolve, reject) => {
      timer = setTimeout(() => reject(new Error('timeout of an answer')), this.#answerTimeoutMs);
      query.on('row', (row) => {
        if (rows.length < limit) rows.push(row);
        else reject(new PhotoseekError('engine-failed', `${this.server} must answer with ${limit} rows, got more.`));
      });
      query.on('error', reject);
      query.on('end', () => resolve(rows));
    });
    client.query(query);
    return done.finally(() => clearTimeout(timer));
  }

  /** Runs several statements on one connection. */
  withClient<T>(work: (client: PoolClient) => Promise<T>): Promise<T> {
    return tracedWithin(
      'database',
      () => this.#withClient(work),
      { 'db.system.name': 'postgresql', 'server.address': this.server },
      'client',
    );
  }

  async #withClient<T>(work: (client: PoolClient) => Promise<T>): Promise<T> {
    let client: PoolClient | undefined;
    let isFailed = false;
    try {
      client = await this.#connect();
      return await work(client);
    } catch (error) {
      isFailed = true;
      throw toEngineError(error, this.server);
    } finally {
      // A connection with a failed statement may be within a transaction, or broken.
      client?.release(isFailed);
    }
  }

  /**
   * Runs several statements, all or none of them.
   * @param lock number of an advisory lock that the transaction waits for, and holds to its end
   */
  async transact<T>(work: (client: PoolClient) => Promise<T>, lock?: number): Promise<T> {
    return this.withClient(async (client) => {
      await client.query('BEGIN');
      if (lock !== undefined) await takeLock(client, lock);
      const result = await work(client);
      await client.query('COMMIT');
      return result;
    });
  }

  /** Version of pgvector. */
  async readVersion(): Promise<string> {
    const [row] = await this.query<{ version: string }>(SELECT_VERSION);
    return row?.version ?? 'none';
  }

  async close(): Promise<void> {
    await this.#pool.end();
  }

  async #connect(): Promise<PoolClient> {
    const client = await this.#pool.connect();
    if (this.#ready.has(client)) return client;
    try {
      await client.query(SESSION);
    } catch (error) {
      client.release(true);
      throw error;
    }
    this.#ready.add(client);
    return client;
  }

  async #prepare(): Promise<void> {
    let client: PoolClient | undefined;
    try {
      client = await this.#pool.connect();
      await this.#checkExtension(client);
    } catch (error) {
      throw toEngineError(error, this.server);
    } finally {
      client?.release(true);
    }
  }

  async #checkExtension(client: PoolClient): Promise<void> {
    const read = async () => (await client.query(SELECT_VERSION)).rows[0]?.version as string | undefined;
    let version = await read();
    if (version === undefined) {
      await client.query('CREATE EXTENSION IF NOT EXISTS vector').catch(async (cause) => {
        // Another process has made it at the same moment: the catalogue of the server refuses the second one.
        if ((await read()) !== undefined) return;
        throw new PhotoseekError('engine-too-old', `${this.server} has no pgvector: ${(cause as Error).message}.`, {
          cause,
          hint: `Install pgvector ${LEAST_VERSION} or newer there, and let its owner run: CREATE EXTENSION vector`,
        });
      });
      version = await read();
    }
    if (version === undefined || isOlder(version, LEAST_VERSION))
      throw new PhotoseekError(
        'engine-too-old',
        `${this.server} must have pgvector ${LEAST_VERSION} or newer, got ${version}.`,
        {
          hint: 'Install a newer one there, and let its owner run: ALTER EXTENSION vector UPDATE',
          details: { version },
        },
      );
  }
}

/** Within a transaction, to whose end the lock is held. */
export async function takeLock(client: PoolClient, lock: number): Promise<void> {
  await client.query('SELECT pg_advisory_xact_lock($1)', [lock]);
}

function isOlder(version: string, least: string): boolean {
  return version.localeCompare(least, 'en', { numeric: true }) < 0;
}
