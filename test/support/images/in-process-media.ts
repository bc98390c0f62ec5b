/**
 * A media pool without processes: for images that a test has made itself, which crash no decoder. To start a process takes longer than to
 * decode hundreds of them, and a test that starts none runs from TypeScript.
 */

import { fromErrorData, PhotoseekError, toErrorData } from '#src/errors.js';
import type { FramePlace } from '#src/media/expand/expander.js';
import { ContentTries } from '#src/media/worker/content-tries.js';
import { MediaPool, type MediaPoolOptions } from '#src/media/worker/media-pool.js';
import type { MediaSource, RenditionFormat } from '#src/media/worker/media-protocol.js';
import { prepareContent, thumbnailOf } from '#src/media/worker/media-work.js';
import type { PreparedContent, PrepareOptions } from '#src/media/worker/prepared-content.js';

/** As a decoding process does: MediaInfo, which reads the headers of films without ffprobe, reads one at a time. */
export const oneAtATime = (options: MediaPoolOptions): InProcessMedia =>
  new InProcessMedia({ ...options, processes: 1 });

/** Works as {@link MediaPool} does, on as many contents at a time. Has no time limit. */
export class InProcessMedia extends MediaPool {
  readonly #onPrepared: ((ms: number) => void) | undefined;
  readonly #waiting: (() => void)[] = [];
  readonly #closed: Promise<never>;
  #close: (reason: PhotoseekError) => void = () => {};
  #isClosed = false;
  #free: number;

  constructor(options: MediaPoolOptions = {}) {
    super(options);
    this.#onPrepared = options.onPrepared;
    this.#free = this.size;
    this.#closed = new Promise<never>((_, reject) => {
      this.#close = reject;
    });
    this.#closed.catch(() => {});
  }

  override async prepare(source: MediaSource, options: PrepareOptions): Promise<PreparedContent> {
    const tries = new ContentTries(options);
    const { content } = await this.#run(async (listen) => {
      let startedAt = performance.now();
      return prepareContent(
        { source, sidecars: options.sidecars, options: this.expansion },
        {
          onHashed: (hashed) => listen(() => tries.onHashed(hashed)),
          onPage: (page) => tries.onPage(page),
          onProgress: (position) => position && tries.onPosition(position),
          onFrame: (frame) => {
            this.#onPrepared?.(performance.now() - startedAt);
            const taken = listen(async () => {
              await tries.onFrame(frame);
              startedAt = performance.now();
            });
            // An error is thrown when the next frame is ready, or at the end.
            taken.catch(() => {});
            return taken;
          },
        },
      );
    });
    await tries.whenTaken;
    if (tries.read === undefined) throw new Error('no hash');
    return { ...tries.read, content: content && tries.complete(content), frames: tries.frames };
  }

  override thumbnail(
    source: MediaSource,
    edge: number,
    format: RenditionFormat = 'webp',
    place?: FramePlace,
  ): Promise<Uint8Array> {
    return this.#run(() => thumbnailOf({ source, edge, format, place, options: this.expansion }));
  }

  override close(): void {
    this.#isClosed = true;
    this.#close(new PhotoseekError('aborted', 'The decoder was closed.'));
  }

  /** Does work when fewer than `size` others are under way. Errors of the listener pass through, others are those of a damaged image. */
  async #run<T>(work: (listen: <A>(call: () => A | Promise<A>) => Promise<A>) => Promise<T>): Promise<T> {
    await this.#take();
    try {
      if (this.#isClosed) return await this.#closed;
      const own = new Set<unknown>();
      const listen = async <A>(call: () => A | Promise<A>): Promise<A> => {
        try {
          return await call();
        } catch (error) {
          own.add(error);
          throw error;
        }
      };
      const working = work(listen).catch((error) => {
        throw own.has(error) ? error : fromErrorData(toErrorData(error, 'damaged-image'));
      });
      return await Promise.race([this.#closed, working]);
    } finally {
      this.#give();
    }
  }

  async #take(): Promise<void> {
    if (this.#free > 0) this.#free--;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  #give(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#free++;
    else next();
  }
}
