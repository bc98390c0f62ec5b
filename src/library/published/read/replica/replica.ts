import { PhotoseekError } from '../../../../errors.js';
import { SingleFlight } from '../../../../runtime/single-flight.js';
import { Database } from '../../../../vectors/engines/pgvector/database.js';
import { isUnreachable } from '../../../../vectors/index-errors.js';
import { answerInTime, keepLooking, LOOK_TIMEOUT_MS } from '../primary/keep-looking.js';
import type { ReadDatabase } from '../primary/types.js';
import { ReplicaLag } from './lag.js';
import { lookAtBoth, readPublication } from './look-at-both.js';
import type { ReplicaStatus } from './types.js';

/** A replica that shows changes later than this is not used until it has caught up. */
const MAX_LAG_MS = 60_000;

/** Options of {@link Replica.open}. */
export interface ReplicaOptions {
  /** Default: a minute. */
  maxLagMs?: number | undefined;
  /** Called with each status: at first, every two seconds, and when a statement has failed. */
  onStatus?: ((status: ReplicaStatus) => void) | undefined;
}

/** A copy of the database that answers reads, as long as it is reached and shows what the primary has. Looked at for as long as it is open. */
export class Replica {
  readonly #primary: ReadDatabase;
  readonly #url: string;
  readonly #maxLagMs: number;
  readonly #onStatus: (status: ReplicaStatus) => void;
  readonly #lag = new ReplicaLag();
  readonly #stop = new AbortController();
  #database: Database | undefined;
  /** One connection is made at a time, also where nobody waits for it any more. */
  readonly #opening = new SingleFlight(() => this.#open());
  #status: ReplicaStatus | undefined;
  /** Statements that wait for an answer. */
  readonly #waiting = new Set<(error: PhotoseekError) => void>();
  #watching: Promise<void> = Promise.resolve();

  private constructor(primary: ReadDatabase, url: string, { maxLagMs = MAX_LAG_MS, onStatus }: ReplicaOptions) {
    this.#primary = primary;
    this.#url = url;
    this.#maxLagMs = maxLagMs;
    this.#onStatus = onStatus ?? (() => {});
  }

  /**
   * One that cannot be reached now is used as soon as it can be.
   * @throws PhotoseekError `bad-argument` for another database; engine codes but `engine-unreachable`
   */
  static async open(primary: ReadDatabase, url: string, options: ReplicaOptions): Promise<Replica> {
    const replica = new Replica(primary, url, options);
    try {
      await replica.#look(false);
      if (replica.status.state === 'different') await replica.#refuseOther();
    } catch (error) {
      await replica.close();
      throw error;
    }
    replica.#watching = keepLooking(() => replica.#look(true), replica.#stop.signal);
    return replica;
  }

  get status(): ReplicaStatus {
    return this.#status ?? { state: 'lost', lagSeconds: null, reason: null };
  }

  /** The database, while it is used. */
  get usable(): Database | undefined {
    return this.status.state === 'used' ? this.#database : undefined;
  }

  /** Does work there, for no longer than it is reached. */
  run<T>(database: Database, work: (database: Database) => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#waiting.add(reject);
      work(database)
        .then(resolve, reject)
        .finally(() => this.#waiting.delete(reject));
    });
  }

  /** A statement has failed there: whether it is lost shows by itself, but readers that come meanwhile need not try. */
  noteFailure(error: unknown): void {
    if (isUnreachable(error)) this.#setLost(error);
  }

  async close(): Promise<void> {
    this.#stop.abort();
    await this.#watching;
    await this.#opening.settle();
    await this.#database?.close();
  }

  /** @param isKnown its address was good before: every error is an outage */
  async #look(isKnown: boolean): Promise<void> {
    try {
      this.#set(await answerInTime(this.#compare(), this.#stop.signal));
    } catch (error) {
      if (!isKnown && !isUnreachable(error)) throw error;
      this.#setLost(error);
    }
  }

  async #compare(): Promise<ReplicaStatus> {
    const database = this.#database ?? (await this.#opening.run());
    const readPrimary = async () => {
      try {
        return await answerInTime(readPublication(this.#primary), this.#stop.signal, LOOK_TIMEOUT_MS / 2);
      } catch (error) {
        // Then the replica is all that there is.
        if (isUnreachable(error)) return undefined;
        throw error;
      }
    };
    return lookAtBoth(database, readPrimary, { lag: this.#lag, maxLagMs: this.#maxLagMs });
  }

  async #open(): Promise<Database> {
    this.#database = await Database.open(this.#url);
    return this.#database;
  }

  /** At the start, something else than a copy is a mistake in the address; one that is on its way is waited for. */
  async #refuseOther(): Promise<void> {
    const [row] = (await this.#database?.query<{ standby: boolean }>('SELECT pg_is_in_recovery() AS standby')) ?? [];
    if (row?.standby === true) return;
    throw new PhotoseekError('bad-argument', `The replica must be one of the primary. ${this.status.reason}`, {
      hint: 'Give --replica the address of a standby of the same database, or leave it out.',
    });
  }

  #setLost(error: unknown): void {
    this.#set({ state: 'lost', lagSeconds: null, reason: (error as Error).message });
    const lost = new PhotoseekError('engine-unreachable', (error as Error).message, { cause: error });
    for (const reject of this.#waiting) reject(lost);
    this.#waiting.clear();
  }

  #set(status: ReplicaStatus): void {
    this.#status = status;
    if (!this.#stop.signal.aborted) this.#onStatus(status);
  }
}
