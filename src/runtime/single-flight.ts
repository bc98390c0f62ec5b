/** Work that is done once at a time: callers that come while it is being done wait for the same. */
export class SingleFlight<T> {
  readonly #work: () => Promise<T>;
  #running: Promise<T> | undefined;

  constructor(work: () => Promise<T>) {
    this.#work = work;
  }

  /** @returns its outcome; the next call does it anew */
  run(): Promise<T> {
    this.#running ??= this.#work().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  /** Resolves when nothing is being done, whatever the outcome. */
  async settle(): Promise<void> {
    await this.#running?.catch(() => {});
  }
}
