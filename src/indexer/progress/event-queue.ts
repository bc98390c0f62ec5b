/**
 * A producer's events as an async iterable, in order and without loss. The producer never waits; the consumer does. For a slow
 * consumer, an event that supersedes the one before it, still unread, takes its place.
 */
export class EventQueue<T> implements AsyncIterable<T> {
  readonly #events: T[] = [];
  readonly #supersedes: (event: T, before: T) => boolean;
  #wake: (() => void) | undefined;
  #end: { error?: unknown } | undefined;

  /** @param supersedes default: none does */
  constructor(supersedes: (event: T, before: T) => boolean = () => false) {
    this.#supersedes = supersedes;
  }

  push(event: T): void {
    const last = this.#events.at(-1);
    if (last !== undefined && this.#supersedes(event, last)) this.#events.pop();
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
