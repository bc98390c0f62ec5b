/** The rate of a run over the last seconds: a mean since its start would lag behind. */
export class RateMeter {
  readonly #windowMs: number;
  readonly #marks: { atMs: number; done: number }[] = [];

  constructor(windowMs = 10_000) {
    this.#windowMs = windowMs;
  }

  /** @param done the total so far */
  mark(done: number, nowMs: number): void {
    this.#marks.push({ atMs: nowMs, done });
    while (this.#marks.length > 2 && nowMs - (this.#marks[0] as { atMs: number }).atMs > this.#windowMs)
      this.#marks.shift();
  }

  /** Per second; 0 until there are two marks. */
  get ratePerSecond(): number {
    const first = this.#marks[0];
    const last = this.#marks.at(-1);
    if (first === undefined || last === undefined || last.atMs <= first.atMs) return 0;
    return ((last.done - first.done) * 1000) / (last.atMs - first.atMs);
  }

  /** Milliseconds until `total` is reached; `null` while that is unknown. */
  etaMs(total: number): number | null {
    const rate = this.ratePerSecond;
    const done = this.#marks.at(-1)?.done ?? 0;
    return rate > 0 ? Math.round(((total - done) * 1000) / rate) : null;
  }
}
