import { throwIfAborted } from '../../errors.js';
import type { Walk } from '../../indexer/scan/walk.js';
import { beginWalk, type RootWalk, walkRoot } from './walk-root.js';

/** Roots that are watched are walked again after so long, and after ten times as long as a walk takes. */
const WALK_AGAIN_MS = 30_000;

/** Sees to it that the root is walked: by this machine, where no other one does. */
export class Walker {
  readonly #job: Omit<RootWalk, 'walk'>;
  readonly #openWalk: () => Walk;
  readonly #stop = new AbortController();
  /** Walks that were completed, by any machine. */
  completed = 0;
  /** More than these are enough. */
  #seen = 0;
  #walking: Promise<void> | undefined;
  #failure: { error: unknown } | undefined;
  #doneAtMs: number | undefined;
  #tookMs = 0;

  constructor({ openWalk, ...job }: Omit<RootWalk, 'walk'> & { openWalk: () => Walk }) {
    this.#job = { ...job, signal: AbortSignal.any([job.signal, this.#stop.signal]) };
    this.#openWalk = openWalk;
  }

  get isWalking(): boolean {
    return this.#walking !== undefined;
  }

  async begin(): Promise<void> {
    this.#seen = await this.#read();
    await this.#try();
  }

  /** @returns the number of walks that were completed. @throws what a walk of this machine has thrown */
  async update(): Promise<number> {
    if (this.#failure !== undefined) {
      const { error } = this.#failure;
      // After an outage it is walked again.
      this.#failure = undefined;
      throw error;
    }
    const completed = await this.#read();
    if (completed > this.completed) this.#doneAtMs = performance.now();
    this.completed = completed;
    if (completed <= this.#seen) await this.#try();
    return completed;
  }

  /** Whether the root was walked to its end since {@link begin}. */
  async isDone(): Promise<boolean> {
    return (await this.update()) > this.#seen && !this.isWalking;
  }

  /** Walks the root again when that is due. */
  async repeat(): Promise<void> {
    if (performance.now() - (this.#doneAtMs ?? 0) < Math.max(WALK_AGAIN_MS, 10 * this.#tookMs)) return;
    this.#seen = this.completed;
    await this.#try();
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#walking?.catch(() => {});
  }

  async #read(): Promise<number> {
    const { database, rootId } = this.#job;
    const [row] = await database.query<{ walks: string }>('SELECT walks FROM photoseek.claim_root WHERE id = $1', [
      rootId,
    ]);
    return Number(row?.walks ?? 0);
  }

  async #try(): Promise<void> {
    if (this.isWalking) return;
    const { database, rootId, libraryId, leaseMs, signal } = this.#job;
    throwIfAborted(signal);
    const number = await beginWalk(database, rootId, libraryId, leaseMs, this.#seen);
    if (number === undefined) return;
    const startedAtMs = performance.now();
    this.#walking = walkRoot({ ...this.#job, walk: this.#openWalk() }, number).then(
      () => {
        this.#tookMs = performance.now() - startedAtMs;
        this.#walking = undefined;
      },
      (error) => {
        this.#walking = undefined;
        this.#failure = { error };
      },
    );
  }
}
