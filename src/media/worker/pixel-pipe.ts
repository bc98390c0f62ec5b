/**
 * The pipe through which pixels come from a decoding process: as part of a message they would be copied four times more. Every square follows
 * a header of three 32-bit unsigned little-endian integers: the frame's ordinal, the index of the spec, the length in bytes.
 */
import { writeSync } from 'node:fs';
import type { Readable } from 'node:stream';

/** The pipe's place among the process's streams; messages go through the one before. */
export const PIXEL_STREAM = 4;

const HEADER_BYTES = 12;

/** The decoding process's end: everything is on its way when this returns. */
export function sendPixels(frame: number, spec: number, pixels: Uint8Array): void {
  writeFully(makeHeader(frame, spec, pixels.length));
  writeFully(pixels);
}

/** See the head of this file. */
export function makeHeader(frame: number, spec: number, length: number): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  [frame, spec, length].forEach((value, i) => {
    header.writeUInt32LE(value, 4 * i);
  });
  return header;
}

function writeFully(bytes: Uint8Array): void {
  for (let sent = 0; sent < bytes.length; ) sent += writeSync(PIXEL_STREAM, bytes, sent);
}

/**
 * The other end. The decoder behind it reads hostile bytes: a header that does not announce exactly the next square is not believed, and the
 * process is reported as broken.
 */
export class PixelReceiver {
  readonly #onBroken: (reason: string) => void;
  readonly #header = Buffer.alloc(HEADER_BYTES);
  #headerReceived = 0;
  /** Byte counts of a frame's squares. */
  #lengths: readonly number[] = [];
  #frame = 0;
  #squares: Uint8Array[] = [];
  #received = 0;
  #taker: { frame: number; take(squares: Uint8Array[]): void } | undefined;
  #isBroken = false;

  /** @param onBroken called once, with the reason; nothing is received from then on */
  constructor(pipe: Readable, onBroken: (reason: string) => void) {
    this.#onBroken = onBroken;
    pipe.on('data', (bytes: Buffer) => this.#receive(bytes));
    // Its process has ended, which is reported elsewhere.
    pipe.on('error', () => {});
  }

  /**
   * Begins a new content.
   * @param lengths byte counts of the squares of each of its frames
   * @param firstFrame the ordinal of the first frame that comes
   */
  expect(lengths: readonly number[], firstFrame = 0): void {
    this.#lengths = lengths;
    this.#frame = firstFrame;
    this.#squares = [];
    this.#headerReceived = 0;
    this.#taker = undefined;
  }

  /** Calls back with a frame's squares when they are whole. Each has a buffer of its own. Frames are taken in their order. */
  takeFrame(frame: number, take: (squares: Uint8Array[]) => void): void {
    this.#taker = { frame, take };
    this.#deliver();
  }

  #receive(bytes: Buffer): void {
    for (let at = 0; at < bytes.length && !this.#isBroken; ) {
      at += this.#headerReceived < HEADER_BYTES ? this.#receiveHeader(bytes, at) : this.#receivePixels(bytes, at);
    }
  }

  #receiveHeader(bytes: Buffer, at: number): number {
    const count = bytes.copy(this.#header, this.#headerReceived, at, at + HEADER_BYTES - this.#headerReceived);
    this.#headerReceived += count;
    if (this.#headerReceived === HEADER_BYTES) this.#startSquare();
    return count;
  }

  #startSquare(): void {
    const [frame, spec, length] = [0, 4, 8].map((offset) => this.#header.readUInt32LE(offset));
    const expected = this.#lengths[this.#squares.length];
    if (frame !== this.#frame || spec !== this.#squares.length || length !== expected) {
      this.#isBroken = true;
      this.#onBroken(
        `expected ${expected ?? 0} bytes for input ${this.#squares.length} of frame ${this.#frame}, ` +
          `got ${length} for input ${spec} of frame ${frame}`,
      );
      return;
    }
    this.#squares.push(new Uint8Array(length as number));
    this.#received = 0;
  }

  #receivePixels(bytes: Buffer, at: number): number {
    const square = this.#squares.at(-1) as Uint8Array;
    const count = Math.min(bytes.length - at, square.length - this.#received);
    square.set(bytes.subarray(at, at + count), this.#received);
    this.#received += count;
    if (this.#received === square.length) {
      this.#headerReceived = 0;
      this.#deliver();
    }
    return count;
  }

  #deliver(): void {
    const isWhole = this.#squares.length === this.#lengths.length && this.#headerReceived === 0;
    if (!isWhole || this.#taker?.frame !== this.#frame) return;
    const [{ take }, squares] = [this.#taker, this.#squares];
    this.#taker = undefined;
    this.#squares = [];
    this.#frame++;
    take(squares);
  }
}
