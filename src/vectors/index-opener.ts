import { existsSync } from 'node:fs';
import { agreesWithSource, catchUp, type Followed, isStale, sharesHistory } from './catch-up.js';
import {
  type AnyEngineName,
  canMapGraphs,
  chooseEngine,
  type EngineChoice,
  type EngineOptions,
} from './choose-engine.js';
import type { Engine, IndexLocation, VectorIndex } from './port.js';
import type { VectorSource } from './source.js';

/** A process that searches once compares with so many vectors that a persisted graph lacks; where it lacks more, it compares with all. */
const ONE_SHOT_TAIL = 5000;

/** How a space is searched. */
export interface FollowerOptions extends EngineOptions {
  /** Where a persistent engine stores its index; see {@link IndexLocation}. */
  indexPath: string;
}

/** Opens the index of a space, with the engine that suits its size, and brings it up to date with its source. */
export class IndexOpener {
  readonly #source: VectorSource;
  readonly #options: FollowerOptions;
  readonly #load: (name: AnyEngineName) => Promise<Engine>;

  constructor(source: VectorSource, options: FollowerOptions, load: (name: AnyEngineName) => Promise<Engine>) {
    this.#source = source;
    this.#options = options;
    this.#load = load;
  }

  get location(): IndexLocation {
    return { identity: this.#source.identity, path: this.#options.indexPath };
  }

  /** The engine that suits the size of the space now. */
  async loadChosen(): Promise<Engine> {
    const { engine } = await this.#choose();
    return this.#load(engine);
  }

  /** The persisted graph, for a process that searches once: mapping it takes less time than reading all vectors. Such a process builds none. */
  async openMapped(): Promise<Followed | undefined> {
    const { engine, oneShot, indexPath } = this.#options;
    if (!oneShot || engine !== undefined || !existsSync(indexPath) || !canMapGraphs()) return undefined;
    const { open, readCursor } = await this.#load('usearch');
    const cursor = await readCursor?.(this.location);
    if (cursor === undefined || (await isStale(this.#source, cursor))) return undefined;
    if ((await this.#source.countAfter(cursor.lastVectorId, ONE_SHOT_TAIL)) >= ONE_SHOT_TAIL) return undefined;
    const index = await open(this.location);
    const opened = await index.cursor();
    if (opened !== undefined) {
      const choice: EngineChoice = { engine: 'usearch', maxCount: Number.POSITIVE_INFINITY };
      const followed = { index, choice, cursor: opened };
      await catchUp(this.#source, followed);
      if (await sharesHistory(this.#source, followed.index, opened.lastVectorId)) return followed;
    }
    await index.close();
    return undefined;
  }

  /** @param isEmpty begin with an empty index, whatever is persisted */
  async openChosen({ isEmpty }: { isEmpty: boolean }): Promise<Followed> {
    const choice = await this.#choose();
    const engine = await this.#load(choice.engine);
    const index = await engine.open(this.location);
    try {
      if (isEmpty) await index.reset();
      return await this.#bringUpToDate(index, choice);
    } catch (error) {
      await index.close();
      throw error;
    }
  }

  async #choose(): Promise<EngineChoice> {
    const choice = chooseEngine(0, this.#options);
    // Counting takes time: only where the number matters.
    return choice.maxCount === Number.POSITIVE_INFINITY
      ? choice
      : chooseEngine(await this.#source.count(), this.#options);
  }

  async #bringUpToDate(index: VectorIndex, choice: EngineChoice): Promise<Followed> {
    const opened = await index.cursor();
    if (opened !== undefined && !(await isStale(this.#source, opened))) {
      const followed = { index, choice, cursor: opened };
      if (await agreesWithSource(this.#source, followed, opened.lastVectorId)) return followed;
    }
    // A new index, or one that followed another history of this catalogue (a restored backup, say): start from the truth.
    if (opened !== undefined) await index.reset();
    // The number of the newest removal before the first vector is read: later removals are seen, earlier ones are of no interest.
    const cursor = { lastVectorId: 0, lastRemovedSeq: await this.#source.lastRemovedSeq() };
    const followed = { index, choice, cursor };
    await catchUp(this.#source, followed);
    return followed;
  }
}
