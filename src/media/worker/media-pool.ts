import { availableParallelism } from 'node:os';
import { PhotoseekError } from '../../errors.js';
import type { ImageSpec } from '../prepare/image-spec.js';
import { type HashListener, MediaProcess, type ReadFile } from './media-process.js';
import type { ImageHeader, MediaRequest, MediaSource, ThumbnailFormat } from './media-protocol.js';

/** How long a picture may take to read and decode. */
export const DEFAULT_TIME_LIMIT_MS = 60_000;

/** How a pool works. */
export interface MediaPoolOptions {
  /** Decoding processes, 1…64. Default: one a core. */
  processes?: number;
  /** A picture that takes longer is given up. Milliseconds, default 60,000. */
  timeLimitMs?: number;
  /** Told how long reading and decoding a picture took, from when a process was free for it. */
  onPrepared?: (ms: number) => void;
}

/** A picture made ready for an encoder. */
export interface PreparedPicture extends ReadFile {
  /** `undefined` when they were not wanted. See {@link MediaPool.prepare}. `phash`: see `computePhash`. */
  decoded: { pixels: Uint8Array; metadata: ImageHeader; phash: Uint8Array } | undefined;
}

/** Decodes pictures in child processes, several at once, each within a time limit. */
export class MediaPool {
  readonly size: number;
  readonly #timeLimitMs: number;
  readonly #onPrepared: ((ms: number) => void) | undefined;
  readonly #idle: MediaProcess[] = [];
  readonly #all: MediaProcess[] = [];
  readonly #waiting: ((process: MediaProcess) => void)[] = [];
  #closed = false;

  constructor(options: MediaPoolOptions = {}) {
    this.size = options.processes ?? availableParallelism();
    this.#timeLimitMs = options.timeLimitMs ?? DEFAULT_TIME_LIMIT_MS;
    this.#onPrepared = options.onPrepared;
  }

  /**
   * Reads a picture once: its hash and metadata, then its square of pixels.
   * @param wantPixels asked as soon as the hash is known; `false` spares the decoding
   * @param sidecars names of the files beside it that say something about it; without the list, metadata is not read
   * @throws PhotoseekError a media code that says why the picture cannot be used
   */
  async prepare(
    source: MediaSource,
    spec: ImageSpec,
    wantPixels: (sha256: Uint8Array) => boolean = () => true,
    sidecars?: readonly string[],
  ): Promise<PreparedPicture> {
    let read: ReadFile | undefined;
    const reply = await this.#run({ op: 'prepare', source, spec, sidecars }, (hashed) => {
      read = hashed;
      return wantPixels(hashed.sha256);
    });
    if (read === undefined) throw new PhotoseekError('internal', 'The decoder answered without a hash.');
    const { sha256, sizeBytes, mtimeMs, metadata } = read;
    // The hash is copied (`slice` of a Buffer would not), because what arrives is a view of the channel's buffer.
    const decoded =
      reply.type === 'pixels'
        ? { pixels: reply.pixels, metadata: reply.metadata, phash: new Uint8Array(reply.phash) }
        : undefined;
    return { sha256, sizeBytes, mtimeMs, metadata, decoded };
  }

  /** A small upright picture; `edge` is its longest side in pixels. */
  async thumbnail(source: MediaSource, edge: number, format: ThumbnailFormat = 'webp'): Promise<Uint8Array> {
    const reply = await this.#run({ op: 'thumbnail', source, edge, format });
    if (reply.type !== 'thumbnail') throw new PhotoseekError('internal', 'The decoder answered something else.');
    return reply.bytes;
  }

  /** Ends the processes; pictures in flight are rejected. */
  close(): void {
    this.#closed = true;
    for (const process of this.#all) process.kill(new PhotoseekError('aborted', 'The decoder was closed.'));
  }

  async #run(request: MediaRequest, onHashed?: HashListener) {
    const process = await this.#take();
    try {
      if (this.#closed) throw new PhotoseekError('aborted', 'The decoder was closed.');
      const startedAt = performance.now();
      const reply = await process.run(request, this.#timeLimitMs, onHashed);
      if (reply.type === 'pixels') this.#onPrepared?.(performance.now() - startedAt);
      return reply;
    } finally {
      this.#give(process);
    }
  }

  async #take(): Promise<MediaProcess> {
    const idle = this.#idle.pop();
    if (idle !== undefined) return idle;
    if (this.#all.length < this.size) {
      const started = new MediaProcess();
      this.#all.push(started);
      return started;
    }
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  #give(process: MediaProcess): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#idle.push(process);
    else next(process);
  }
}
