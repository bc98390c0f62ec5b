import type { Pool, PoolClient } from 'pg';
import { PhotoseekError } from '../../../errors.js';
import { toEngineError } from './database-errors.js';

/** Connections of one process: searches wait for each other beyond that, as they would in the server. */
const MAX_CONNECTIONS = 4;

/** A server on the same network answers within milliseconds; one that is not there, never. */
const CONNECT_TIMEOUT_MS = 5000;

/** The first version with iterative scans: before it, a filtered search silently gives too few. */
const LEAST_VERSION = '0.8.0';

/**
 * Settings of each connection. `hnsw.*` exist once the library is loaded. Prepared statements are planned anew, because their best plan depends
 * on how many ids are allowed.
 */
const SESSION = `LOAD 'vector'; SET hnsw.iterative_scan = relaxed_order; SET plan_cache_mode = force_custom_plan`;

/** The database that vectors lie in, behind errors of the program. */
export class Database {
  /** Host, port and database, for messages: never the password. */
  readonly server: string;
  readonly #pool: Pool;
  /** Connections with the settings of {@link SESSION}. */
  readonly #ready = new WeakSet<PoolClient>();

  private constructor(server: string, pool: Pool) {
    this.server = server;
    this.#pool = pool;
  }

  /**
   * Connects, and makes what is missing: the extension where the user may, and the schema.
   * @param url `postgres://user@host:port/database`, as libpq takes it; passwords come from `PGPASSWORD` or `~/.pgpass`
   * @throws PhotoseekError `bad-argument`, `engine-unreachable`, `engine-refused`, `engine-too-old`
   */
  static async open(url: string): Promise<Database> {
    const server = nameServer(url);
    // Loaded on use: nobody else needs the driver.
    const { default: pg } = await import('pg');
    const pool = new pg.Pool({
      ...{ connectionString: url, max: MAX_CONNECTIONS, connectionTimeoutMillis: CONNECT_TIMEOUT_MS },
      ...{ application_name: 'photoseek', allowExitOnIdle: true, keepAlive: true },
    });
    // A connection that breaks while it is idle is replaced by the next query.
    pool.on('error', () => {});
    const database = new Database(server, pool);
    try {
      await database.#prepare();
    } catch (error) {
      await database.close();
      throw error;
    }
    return database;
  }

  /** Runs one statement. */
  async query<Row>(sql: string, values: readonly unknown[] = []): Promise<Row[]> {
    return this.withClient(async (client) => (await client.query(sql, [...values])).rows as Row[]);
  }

  /** Runs several statements on one connection. */
  async withClient<T>(work: (client: PoolClient) => Promise<T>): Promise<T> {
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

  /** Runs several statements, all or none of them. */
  async transact<T>(work: (client: PoolClient) => Promise<T>): Promise<T> {
    return this.withClient(async (client) => {
      await client.query('BEGIN');
      const result = await work(client);
      await client.query('COMMIT');
      return result;
    });
  }

  async close(): Promise<void> {
    await this.#pool.end();
  }

  async #connect(): Promise<PoolClient> {
    const client = await this.#pool.connect();
    if (this.#ready.has(client)) return client;
    // A connection that breaks between two statements tells the next one.
    client.on('error', () => {});
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
    const read = async () =>
      (await client.query("SELECT extversion AS version FROM pg_extension WHERE extname = 'vector'")).rows[0]
        ?.version as string | undefined;
    let version = await read();
    if (version === undefined) {
      await client.query('CREATE EXTENSION IF NOT EXISTS vector').catch((cause) => {
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

/** @throws PhotoseekError `bad-argument` for an address that is none */
function nameServer(url: string): string {
  if (!/^postgres(ql)?:\/\//.test(url) || !URL.canParse(url))
    throw new PhotoseekError(
      'bad-argument',
      'The address of vectors must be like postgres://user@host:5432/database.',
      {
        hint: 'The password comes from PGPASSWORD or from ~/.pgpass.',
      },
    );
  const { host, pathname } = new URL(url);
  return `${host || 'localhost'}${pathname}`;
}

function isOlder(version: string, least: string): boolean {
  return version.localeCompare(least, 'en', { numeric: true }) < 0;
}
