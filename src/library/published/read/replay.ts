/**
 * The read side of a library is synchronous: its catalogue answers within microseconds. A database on another machine does not, so what the read side asks
 * for is fetched, and the work is done again with the answer at hand, until nothing is missing. All of it but the fetching takes a few milliseconds, every
 * answer is fetched once, and the read side stays as simple and as fast as it is for a library.
 */
export class Fetched {
  readonly #answers = new Map<string, { value: unknown } | { error: unknown }>();
  readonly #running = new Map<string, Promise<void>>();

  /**
   * The answer to a question.
   * @param question names it with all its arguments
   * @throws Missing as long as the answer is not there; what `fetch` throws, when it has failed
   */
  read<T>(question: readonly unknown[], fetch: () => Promise<T>): T {
    const key = JSON.stringify(question);
    const known = this.#answers.get(key);
    if (known === undefined) throw new Missing(this.#start(key, fetch));
    if ('error' in known) throw known.error;
    return known.value as T;
  }

  /** The same for callers that can wait. */
  async wait<T>(question: readonly unknown[], fetch: () => Promise<T>): Promise<T> {
    const key = JSON.stringify(question);
    if (!this.#answers.has(key)) await this.#start(key, fetch);
    return this.read(question, fetch);
  }

  #start(key: string, fetch: () => Promise<unknown>): Promise<void> {
    const running = this.#running.get(key);
    if (running !== undefined) return running;
    const started = fetch().then(
      (value) => void this.#answers.set(key, { value }),
      (error) => void this.#answers.set(key, { error }),
    );
    this.#running.set(key, started);
    return started;
  }
}

/** Thrown through the read side by a question whose answer is being fetched. */
class Missing {
  readonly fetched: Promise<void>;

  constructor(fetched: Promise<void>) {
    this.fetched = fetched;
  }
}

/** Questions that follow from each other's answers. A search asks some fifteen; work that asks without end is a mistake of the program. */
const MOST_ROUNDS = 200;

/** Does work that reads from {@link Fetched}, again and again until all its answers are there. The work must not change anything. */
export async function replay<T>(work: () => T | Promise<T>): Promise<T> {
  for (let round = 0; ; round++) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof Missing) || round === MOST_ROUNDS) throw error;
      await error.fetched;
    }
  }
}
