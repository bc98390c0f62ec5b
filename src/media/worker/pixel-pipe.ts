/** Pixels come from a decoding process through a pipe of their own: as part of a message they would be copied four times more. */
import { writeSync } from 'node:fs';
import type { Readable } from 'node:stream';

/** Where the pipe is among the process's streams; the messages go through the one before. */
export const PIXEL_STREAM = 4;

/** The decoding process's end: everything is on its way when this returns. */
export function sendPixels(pixels: Uint8Array): void {
  for (let sent = 0; sent < pixels.length; ) sent += writeSync(PIXEL_STREAM, pixels, sent);
}

/** The other end: one square after the other, each of a size that is known before. */
export class PixelReceiver {
  #square = new Uint8Array(0);
  #received = 0;
  #onWhole: ((square: Uint8Array) => void) | undefined;

  constructor(pipe: Readable) {
    pipe.on('data', (bytes: Buffer) => this.#take(bytes));
    // Its process has ended; that is told of otherwise.
    pipe.on('error', () => {});
  }

  /** To be said before the other side can have begun to send. */
  expect(byteCount: number): void {
    this.#square = new Uint8Array(byteCount);
    this.#received = 0;
    this.#onWhole = undefined;
  }

  /** Calls back with the square when it is whole. */
  whenWhole(callBack: (square: Uint8Array) => void): void {
    this.#onWhole = callBack;
    this.#tellIfWhole();
  }

  #take(bytes: Buffer): void {
    this.#square.set(bytes, this.#received);
    this.#received += bytes.length;
    this.#tellIfWhole();
  }

  #tellIfWhole(): void {
    if (this.#received === this.#square.length) this.#onWhole?.(this.#square);
  }
}
