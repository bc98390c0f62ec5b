/** A producer's events as an async iterable, in order and without loss. The producer never waits; the consumer does. */
export class EventQueue<T> implements AsyncIterable<T> {
  readonly #events: T[] = [];
  #wake: (() => void) | undefined;
  #end: { error?: unknown } | undefined;

  push(event: T): void {
    this.#events.push(event);
    this.#wake?.();
  }

  /** No more events; with an error, the consumer's loop throws it after the last one. */
  finish(end: { error?: unknown } = {}): void {
    this.#end ??= end;
    this.#wake?.();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    for (;;) {
      const event = this.#events.shift();
      if (event !== undefined) {
        yield event;
      } else if (this.#end !== undefined) {
        if ('error' in this.#end) throw this.#end.error;
        return;
      } else {
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
        this.#wake = undefined;
      }
    }
  }
}
