import type { Client, Database } from '../../../../vectors/engines/pgvector/database.js';
import { isOfServer, isUnreachable } from '../../../../vectors/index-errors.js';
import type { ReadDatabase } from '../primary/types.js';
import type { Replica } from './replica.js';

/** The databases that requests read from. */
export interface ReadSource {
  readonly primary: ReadDatabase;
  readonly replica: Replica | undefined;
}

/**
 * The database that one request reads from: the replica, and from the first statement that fails there on, the primary. Never the other way: the primary is ahead,
 * so what a request has read stays as true as it was.
 */
export class Reads {
  readonly #primary: ReadDatabase;
  readonly #replica: Replica | undefined;
  #replicated: Database | undefined;

  constructor({ primary, replica }: ReadSource) {
    this.#primary = primary;
    this.#replica = replica;
    this.#replicated = replica?.usable;
  }

  /** Host, port and database of the primary, for messages. */
  get server(): string {
    return this.#primary.server;
  }

  query<Row>(sql: string, values: readonly unknown[] = []): Promise<Row[]> {
    return this.#run((database) => database.query<Row>(sql, values));
  }

  withClient<T>(work: (client: Client) => Promise<T>): Promise<T> {
    return this.#run((database) => database.withClient(work));
  }

  /** See `Database.queryAtMost`. @param client of {@link withClient} */
  queryAtMost<Row>(client: Client, limit: number, sql: string, values: unknown[]): Promise<Row[]> {
    return (this.#replicated ?? this.#primary).queryAtMost<Row>(client, limit, sql, values);
  }

  async #run<T>(work: (database: ReadDatabase) => Promise<T>): Promise<T> {
    const replica = this.#replica;
    const database = this.#replicated;
    if (replica === undefined || database === undefined) return work(this.#primary);
    try {
      return await replica.run(database, work);
    } catch (error) {
      // Also a statement that the replica has ended, because it was in the way of the replication.
      if (!isOfServer(error)) throw error;
      replica.noteFailure(error);
      this.#replicated = undefined;
      return work(this.#primary);
    }
  }
}

/**
 * Reads what must not be old: of the primary, and of the replica only while the primary cannot be reached.
 * @throws PhotoseekError engine codes
 */
export async function readFresh<T>(
  { primary, replica }: ReadSource,
  work: (database: ReadDatabase) => Promise<T>,
): Promise<T> {
  try {
    return await work(primary);
  } catch (error) {
    const database = replica?.usable;
    if (database === undefined || !isUnreachable(error)) throw error;
    return work(database);
  }
}
