const SHUT = 0;
const BUSY = 1;

/**
 * Node stops a thread wherever it is, at the end of the process too; inside native code that aborts the whole process. So a thread does
 * native work only behind this gate, and its owner stops it only after the gate is shut and the work under way is done. Two numbers that
 * both threads see.
 */
export class NativeGate {
  readonly shared: SharedArrayBuffer;
  readonly #numbers: Int32Array;

  /** @param shared of the gate in the other thread */
  constructor(shared = new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT)) {
    this.shared = shared;
    this.#numbers = new Int32Array(shared);
  }

  /** Called by the thread. @returns whether work may start; if so, `leave` must follow */
  enter(): boolean {
    // Counted before the check: otherwise the gate could be shut in between.
    Atomics.add(this.#numbers, BUSY, 1);
    if (Atomics.load(this.#numbers, SHUT) === 0) return true;
    this.leave();
    return false;
  }

  leave(): void {
    Atomics.sub(this.#numbers, BUSY, 1);
    Atomics.notify(this.#numbers, BUSY);
  }

  /** Called by the owner: no more work starts. */
  shut(): void {
    Atomics.store(this.#numbers, SHUT, 1);
  }

  /** Called by the owner, when the process ends: blocks until the work under way is done, or for `patienceMs`. */
  waitUntilIdle(patienceMs: number): void {
    const end = Date.now() + patienceMs;
    for (;;) {
      const busy = Atomics.load(this.#numbers, BUSY);
      if (busy === 0 || Date.now() >= end) return;
      Atomics.wait(this.#numbers, BUSY, busy, end - Date.now());
    }
  }
}
