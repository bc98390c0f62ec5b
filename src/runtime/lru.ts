/** A cache of limited size that drops what was used least recently. */
export class Lru<K, V> {
  readonly #max: number;
  /** In the order of use, the least recent first: a `Map` iterates in the order of insertion. */
  readonly #entries = new Map<K, V>();

  /** @param max entries stored at most, at least 1 */
  constructor(max: number) {
    this.#max = max;
  }

  get size(): number {
    return this.#entries.size;
  }

  /** Counts as a use. */
  get(key: K): V | undefined {
    const value = this.#entries.get(key);
    if (value === undefined) return undefined;
    this.#entries.delete(key);
    this.#entries.set(key, value);
    return value;
  }

  set(key: K, value: V): void {
    this.#entries.delete(key);
    this.#entries.set(key, value);
    if (this.#entries.size > this.#max) this.#entries.delete(this.#entries.keys().next().value as K);
  }

  /** The stored value, or the one that `make` makes, which is stored then. */
  getOrMake(key: K, make: () => V): V {
    const stored = this.get(key);
    if (stored !== undefined) return stored;
    const made = make();
    this.set(key, made);
    return made;
  }

  delete(key: K): void {
    this.#entries.delete(key);
  }

  clear(): void {
    this.#entries.clear();
  }
}
