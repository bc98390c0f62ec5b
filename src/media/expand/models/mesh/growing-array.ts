/** The kinds of arrays that grow. */
type Numbers = Float32Array | Uint32Array | Uint16Array | Uint8Array | Int16Array;

/** A typed array whose final length is not known. */
export class GrowingArray<T extends Numbers> {
  readonly #make: new (
    length: number,
  ) => T;
  #values: T;
  length = 0;

  /** @param capacity elements that there is space for at the beginning */
  constructor(make: new (length: number) => T, capacity = 1024) {
    this.#make = make;
    this.#values = new make(capacity);
  }

  push(value: number): void {
    if (this.length === this.#values.length) this.#grow();
    this.#values[this.length++] = value;
  }

  push3(a: number, b: number, c: number): void {
    if (this.length + 3 > this.#values.length) this.#grow();
    this.#values[this.length] = a;
    this.#values[this.length + 1] = b;
    this.#values[this.length + 2] = c;
    this.length += 3;
  }

  /** Appends zeros up to a length. */
  padTo(length: number): void {
    while (this.#values.length < length) this.#grow();
    this.length = Math.max(this.length, length);
  }

  at(index: number): number {
    return this.#values[index] as number;
  }

  /** The elements; no more can be appended while they are in use. */
  finish(): T {
    return this.#values.subarray(0, this.length) as T;
  }

  #grow(): void {
    const larger = new this.#make(Math.max(16, 2 * this.#values.length));
    larger.set(this.#values);
    this.#values = larger;
  }
}
