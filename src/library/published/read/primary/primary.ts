import type { PhotoseekError } from '../../../../errors.js';
import { SingleFlight } from '../../../../runtime/single-flight.js';
import { type Client, Database } from '../../../../vectors/engines/pgvector/database.js';
import { readServerAddress } from '../../../../vectors/engines/pgvector/server-address.js';
import { isUnreachable } from '../../../../vectors/index-errors.js';
import { assertPublished } from '../../schema.js';
import { answerInTime, keepLooking } from './keep-looking.js';
import type { DatabaseStatus, ReadDatabase } from './types.js';

interface Pools {
  /** For readers. */
  reads: Database;
  /** To look at it: where all connections of readers wait for long searches, it is there nonetheless. */
  looks: Database;
}

/**
 * The database that libraries are published in, for a server that outlives it: it may be away when the server starts, and at any time later. It is looked at
 * for as long as it is open; until it is there, whatever is asked of it ends with the reason.
 */
export class Primary implements ReadDatabase {
  /** Host, port and database, for messages. */
  readonly server: string;
  readonly #url: string;
  readonly #onStatus: (status: DatabaseStatus) => void;
  readonly #stop = new AbortController();
  #pools: Pools | undefined;
  /** Connections are made once at a time, also where nobody waits for them any more. */
  readonly #opening = new SingleFlight(() => this.#open());
  readonly #looking = new SingleFlight(() => this.#look());
  #failure: PhotoseekError | undefined;
  #watching: Promise<void> = Promise.resolve();

  private constructor(url: string, onStatus: (status: DatabaseStatus) => void) {
    this.server = readServerAddress(url).server;
    this.#url = url;
    this.#onStatus = onStatus;
  }

  /**
   * One that cannot be reached now is waited for.
   * @param onStatus called when it is looked at first, and whenever it comes or goes
   * @throws PhotoseekError what is wrong with one that is reached: `library-not-found`, `published-newer`, engine codes; `bad-argument` for an address
   */
  static async open(url: string, onStatus: (status: DatabaseStatus) => void = () => {}): Promise<Primary> {
    const primary = new Primary(url, onStatus);
    await primary.#looking.run();
    const failure = primary.#failure;
    if (failure !== undefined && !isUnreachable(failure)) {
      await primary.close();
      throw failure;
    }
    primary.#watching = keepLooking(() => primary.#looking.run(), primary.#stop.signal);
    return primary;
  }

  async query<Row>(sql: string, values: readonly unknown[] = []): Promise<Row[]> {
    return this.#run((database) => database.query<Row>(sql, values));
  }

  async withClient<T>(work: (client: Client) => Promise<T>): Promise<T> {
    return this.#run((database) => database.withClient(work));
  }

  /** See `Database.queryAtMost`. @param client of {@link withClient}, so that the database is there */
  async queryAtMost<Row>(client: Client, limit: number, sql: string, values: unknown[]): Promise<Row[]> {
    if (this.#pools === undefined) throw this.#failure;
    return this.#pools.reads.queryAtMost<Row>(client, limit, sql, values);
  }

  async close(): Promise<void> {
    this.#stop.abort();
    await this.#watching;
    await this.#looking.settle();
    await this.#opening.settle();
    await Promise.all([this.#pools?.reads.close(), this.#pools?.looks.close()]);
  }

  async #run<T>(work: (database: Database) => Promise<T>): Promise<T> {
    const pools = this.#pools;
    if (pools === undefined) throw this.#failure;
    try {
      return await work(pools.reads);
    } catch (error) {
      if (isUnreachable(error)) void this.#looking.run();
      throw error;
    }
  }

  /** Never fails: what is wrong is kept. */
  #look(): Promise<void> {
    return answerInTime(this.#check(), this.#stop.signal).then(
      () => this.#set(undefined),
      (error) => this.#set(error),
    );
  }

  async #check(): Promise<void> {
    const { looks } = this.#pools ?? (await this.#opening.run());
    await assertPublished(looks);
  }

  async #open(): Promise<Pools> {
    this.#pools = await openBoth(this.#url);
    return this.#pools;
  }

  #set(failure: PhotoseekError | undefined): void {
    const isNews = this.#failure?.code !== failure?.code;
    this.#failure = failure;
    if (!isNews || this.#stop.signal.aborted) return;
    this.#onStatus(
      failure === undefined ? { state: 'there', reason: null } : { state: 'away', reason: failure.message },
    );
  }
}

async function openBoth(url: string): Promise<Pools> {
  const looks = await Database.open(url);
  try {
    return { looks, reads: await Database.open(url) };
  } catch (error) {
    await looks.close();
    throw error;
  }
}
