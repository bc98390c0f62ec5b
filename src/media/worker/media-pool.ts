import { availableParallelism } from 'node:os';
import { PhotoseekError } from '../../errors.js';
import { DEFAULT_EXPAND_OPTIONS } from '../default-expansion.js';
import type { FramePlace } from '../expand/expander.js';
import type { ExpandOptions } from '../expand/options.js';
import { ContentTries } from './content-tries.js';
import { MediaProcess, type RequestListener } from './media-process.js';
import type { MediaRequest, MediaSource, RenditionFormat } from './media-protocol.js';
import type { PreparedContent, PrepareOptions } from './prepared-content.js';

/** The default of {@link MediaPoolOptions.timeLimitMs}. */
export const DEFAULT_TIME_LIMIT_MS = 60_000;

/** How a pool works. */
export interface MediaPoolOptions {
  /** Decoding processes, 1…64. Default: one a core. */
  processes?: number;
  /** How long reading a file and decoding its frames may go on without progress. Milliseconds, default 60,000. */
  timeLimitMs?: number;
  /** How videos and documents are expanded. */
  expand?: ExpandOptions;
  /** Called with the time that a frame took to read and decode, from when a process was free for it. */
  onPrepared?: (ms: number) => void;
  /** The program of the processes. Default: the one of this package; tests expand contents in their own way. */
  entry?: URL;
}

/** Decodes contents in child processes, several at once, each within a time limit. */
export class MediaPool {
  readonly size: number;
  readonly #timeLimitMs: number;
  /** How it expands videos and documents. */
  readonly expansion: ExpandOptions;
  readonly #onPrepared: ((ms: number) => void) | undefined;
  readonly #entry: URL;
  readonly #idle: MediaProcess[] = [];
  readonly #all: MediaProcess[] = [];
  readonly #waiting: ((process: MediaProcess) => void)[] = [];
  #closed = false;

  constructor(options: MediaPoolOptions = {}) {
    this.size = options.processes ?? availableParallelism();
    this.#timeLimitMs = options.timeLimitMs ?? DEFAULT_TIME_LIMIT_MS;
    this.expansion = options.expand ?? DEFAULT_EXPAND_OPTIONS;
    this.#onPrepared = options.onPrepared;
    this.#entry = options.entry ?? new URL('./media-child.js', import.meta.url);
  }

  /**
   * Reads a content once: its hash and metadata, then every frame's inputs. The process is free for another content while the last frame is
   * still being taken.
   * @throws PhotoseekError a media code that says why the content cannot be used, also after some frames; what `specs` and `onFrame` throw
   */
  async prepare(source: MediaSource, options: PrepareOptions): Promise<PreparedContent> {
    const tries = new ContentTries(options);
    const request = { op: 'prepare', source, sidecars: options.sidecars, options: this.expansion } as const;
    for (;;) {
      try {
        const reply = await this.#run(request, (startedAt) => this.#measure(tries, startedAt));
        await tries.whenTaken;
        if (tries.read === undefined || reply.type !== 'done')
          throw new PhotoseekError('internal', 'The decoder answered without a hash.');
        return { ...tries.read, content: reply.content && tries.complete(reply.content), frames: tries.frames };
      } catch (failure) {
        await tries.leavePageOut(failure);
      }
    }
  }

  /** The same listener; the time of each frame is reported. */
  #measure(tries: ContentTries, startedAt: number): RequestListener {
    let frameStartedAt = startedAt;
    return {
      onHashed: (read) => tries.onHashed(read),
      onPage: (page) => tries.onPage(page),
      onPosition: (position) => tries.onPosition(position),
      onFrame: async (frame) => {
        this.#onPrepared?.(performance.now() - frameStartedAt);
        await tries.onFrame(frame);
        frameStartedAt = performance.now();
      },
    };
  }

  /**
   * An upright image; `edge` is its longest side in pixels, where it has as many.
   * @param place of a frame; without it, the content must be an image
   */
  async thumbnail(
    source: MediaSource,
    edge: number,
    format: RenditionFormat = 'webp',
    place?: FramePlace,
  ): Promise<Uint8Array> {
    const reply = await this.#run({ op: 'thumbnail', source, edge, format, place, options: this.expansion });
    if (reply.type !== 'thumbnail') throw new PhotoseekError('internal', 'The decoder answered something else.');
    return reply.bytes;
  }

  /** Ends the processes; requests in flight are rejected. */
  close(): void {
    this.#closed = true;
    for (const process of this.#all) process.kill(new PhotoseekError('aborted', 'The decoder was closed.'));
  }

  /** @param listen makes the listener, when a process is free: at `startedAt` */
  async #run(request: MediaRequest, listen?: (startedAt: number) => RequestListener) {
    const process = await this.#take();
    try {
      if (this.#closed) throw new PhotoseekError('aborted', 'The decoder was closed.');
      return await process.run(request, listen?.(performance.now()));
    } finally {
      this.#give(process);
    }
  }

  async #take(): Promise<MediaProcess> {
    const idle = this.#idle.pop();
    if (idle !== undefined) return idle;
    if (this.#all.length < this.size) {
      const started = new MediaProcess(this.#entry, this.#timeLimitMs);
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
