import { type ErrorCode, PhotoseekError } from '../../errors.js';
import type { FilmPosition } from '../../model/film-position.js';
import type { StoredFrame } from '../expand/expander.js';
import type { PreparedFrame, ReadFile, RequestListener } from './media-process.js';
import type { ContentFormat, WantedFrames } from './media-protocol.js';
import type { PreparedFormat, PrepareOptions } from './prepared-content.js';
import { changedWhileReading } from './read-file.js';

/** Failures that may be those of the page in hand. */
const OF_A_PAGE: ReadonlySet<ErrorCode> = new Set([
  'decoder-crashed',
  'decoder-timeout',
  'damaged-image',
  'image-too-large',
]);

/** A document at which the decoder fails on more pages fails as a whole: each costs a process, and each that hangs the time limit. */
const MAX_LEFT_OUT = 10;
const MAX_HUNG = 2;

/**
 * The tries to prepare one content. A page at which the decoder crashes, hangs or gives up is left out of the next try, which goes on behind the
 * frames that came; anything else that fails ends the work.
 */
export class ContentTries implements RequestListener {
  /** Known from the first try on. */
  read: ReadFile | undefined;
  /** That came. */
  frames = 0;
  readonly #options: PrepareOptions;
  #specs: WantedFrames['specs'] | null = null;
  #detectors: WantedFrames['detectors'] = [];
  #thumbnails = false;
  /** The last frame that came. */
  #after: StoredFrame | null = null;
  /** The page that the decoder is at. */
  #page: number | null = null;
  readonly #leftOut: number[] = [];
  /** Pages that were opened and have not given a frame. */
  readonly #missing = new Set<number>();
  #hung = 0;
  #firstFailure: unknown;
  #taken: Promise<void> = Promise.resolve();

  constructor(options: PrepareOptions) {
    this.#options = options;
  }

  /** Resolves when the last frame was taken. */
  get whenTaken(): Promise<void> {
    return this.#taken;
  }

  onHashed(read: ReadFile): WantedFrames | null {
    if (this.read === undefined) this.#begin(read);
    else if (Buffer.compare(read.sha256, this.read.sha256) !== 0) throw changedWhileReading();
    const [after, leftOut, detectors, thumbnails] = [this.#after, this.#leftOut, this.#detectors, this.#thumbnails];
    return this.#specs && { specs: this.#specs, after, leftOut, detectors, thumbnails };
  }

  onPage(page: number | null): void {
    this.#page = page;
    if (page !== null) this.#missing.add(page);
  }

  onPosition(position: FilmPosition): void {
    this.#options.onPosition?.(position);
  }

  /** Adds the pages that were opened and gave no frame. */
  complete(format: ContentFormat): PreparedFormat {
    if (this.#missing.size === 0) return format;
    return { defect: 'missing-pages', ...format, missingPages: [...this.#missing].sort((a, b) => a - b) };
  }

  async onFrame(frame: PreparedFrame): Promise<void> {
    const { ordinal, atMs, page } = frame;
    this.#after = { ordinal, atMs, page };
    this.frames++;
    if (page !== null) this.#missing.delete(page);
    if (page === this.#page) this.#page = null;
    this.#taken = (async () => this.#options.onFrame(frame))();
    await this.#taken;
  }

  /**
   * Leaves the page in hand out of the next try, once the frames that came are taken.
   * @throws what failed, where it is not a page's, or where there is nothing left to try
   */
  async leavePageOut(failure: unknown): Promise<void> {
    await this.#taken;
    const page = this.#page;
    const hasNothing = this.#after === null && this.#leftOut.length > 0;
    if (!(failure instanceof PhotoseekError) || !OF_A_PAGE.has(failure.code)) throw failure;
    // Without any page that can be read, the first failure says more than that there is none.
    if (page === null) throw hasNothing ? this.#firstFailure : failure;
    if (failure.code === 'decoder-timeout') this.#hung++;
    if (this.#leftOut.length === MAX_LEFT_OUT || this.#hung > MAX_HUNG) throw failure;
    this.#firstFailure ??= failure;
    this.#leftOut.push(page);
    this.#page = null;
  }

  #begin(read: ReadFile): void {
    const { specs, after, detectors, thumbnails } = this.#options;
    this.read = read;
    this.#specs = typeof specs === 'function' ? specs(read.sha256, read.metadata) : specs;
    this.#after = (this.#specs && after?.(read.sha256)) ?? null;
    this.#detectors = (this.#specs && detectors?.(read.sha256)) ?? [];
    this.#thumbnails = (this.#specs && thumbnails?.(read.sha256)) ?? false;
  }
}
