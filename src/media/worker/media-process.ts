import { type ChildProcess, fork } from 'node:child_process';
import type { Readable } from 'node:stream';
import { fromErrorData, PhotoseekError } from '../../errors.js';
import type { FilmPosition } from '../../model/film-position.js';
import type { FrameInfo } from '../../model/frame.js';
import type { FoundRegion } from '../../model/region.js';
import { lowerPriority } from '../../runtime/lower-priority.js';
import type { MediaReply, MediaRequest, WantedFrames } from './media-protocol.js';
import { PIXEL_STREAM, PixelReceiver } from './pixel-pipe.js';
import { RequestTimer } from './request-timer.js';

/** A file as it was read, known before its frames. */
export type ReadFile = Omit<Extract<MediaReply, { type: 'hashed' }>, 'type'>;

/** A frame with the inputs for the encoders that were asked for. */
export interface PreparedFrame extends FrameInfo {
  /** One square a spec, in their order: 8-bit RGB, rows from the top. Each has a buffer of its own, which can be transferred. */
  pixels: Uint8Array[];
  /** The text of a page. */
  text?: string;
  /** Found by the detectors that were asked for. Absent: by none. */
  regions?: FoundRegion[];
  /** WebP of `SMALL_EDGE`, where one was asked for and could be made. */
  thumbnail?: Uint8Array;
}

/** Follows a request on its way. An error that it throws ends the request with that error. */
export interface RequestListener {
  /** @returns the frames to prepare; `null`: none are wanted */
  onHashed(read: ReadFile): WantedFrames | null;
  /** The page that is being read from now on; `null`: none. */
  onPage?(page: number | null): void;
  /** How far a film is. */
  onPosition?(position: FilmPosition): void;
  /** The next frame comes when the promise resolves. */
  onFrame(frame: PreparedFrame): void | Promise<void>;
}

type DoneReply = Extract<MediaReply, { type: 'done' }>;
type FinalReply = DoneReply | Extract<MediaReply, { type: 'thumbnail' | 'pixels' }>;

interface Job {
  listener: RequestListener;
  /** Frames that were handed to the listener. */
  delivered: number;
  /** The last reply, while pixels of the last frame are still on their way. */
  done: DoneReply | undefined;
  resolve(reply: FinalReply): void;
  reject(reason: unknown): void;
}

/** How long a process may take to start on a busy machine. That is not counted against the file it starts for. */
const START_LIMIT_MS = 60_000;

const NO_LISTENER: RequestListener = { onHashed: () => null, onFrame: () => {} };

/** One decoding child process, started on first use and again after a crash; takes one request at a time. */
export class MediaProcess {
  readonly #entry: URL;
  readonly #timeLimitMs: number;
  /** Runs while the child works. The parent's own time, while it has a frame in hand, is not measured. */
  readonly #timer: RequestTimer;
  #child: ChildProcess | undefined;
  #pixels: PixelReceiver | undefined;
  #job: Job | undefined;
  #isReady = false;
  #mustRecycle = false;
  /** Whether the child has answered anything to the current request. */
  #hasAnswered = false;

  /**
   * @param entry the program of the process
   * @param timeLimitMs a request fails with `decoder-timeout`, and the process is killed, when there is no progress for so long, or when the
   * first frame or any further one takes too long whatever the progress; see {@link RequestTimer}
   */
  constructor(entry: URL, timeLimitMs: number) {
    this.#entry = entry;
    this.#timeLimitMs = timeLimitMs;
    this.#timer = new RequestTimer(timeLimitMs, (error) => this.kill(error));
  }

  /**
   * Resolves with the last reply. The listener may still be busy with the last frame then.
   * @throws PhotoseekError any media code; `decoder-crashed` when the process died during this request
   */
  async run(request: MediaRequest, listener: RequestListener = NO_LISTENER): Promise<FinalReply> {
    const wasWaiting = this.#child?.connected ?? false;
    try {
      return await this.#try(request, listener);
    } catch (error) {
      // The process may have ended unnoticed while it was idle: then this request is not the cause, and a new process gets it.
      const isCause = !wasWaiting || this.#hasAnswered;
      if (isCause || !(error instanceof PhotoseekError) || error.code !== 'decoder-crashed') throw error;
      return await this.#try(request, listener);
    }
  }

  async #try(request: MediaRequest, listener: RequestListener): Promise<FinalReply> {
    const child = this.#start();
    this.#hasAnswered = false;
    try {
      return await new Promise<FinalReply>((resolve, reject) => {
        this.#job = { listener, delivered: 0, done: undefined, resolve, reject };
        this.#timer.start(this.#isReady ? this.#timeLimitMs : Math.max(this.#timeLimitMs, START_LIMIT_MS));
        this.#send(child, request);
      });
    } finally {
      this.#timer.stop();
      this.#job = undefined;
      if (this.#mustRecycle) this.kill(undefined);
    }
  }

  /** Ends the process at once; the request in hand is rejected with `reason`. */
  kill(reason: unknown): void {
    this.#child?.kill('SIGKILL');
    this.#child = undefined;
    this.#job?.reject(reason);
  }

  #start(): ChildProcess {
    if (this.#child?.connected) return this.#child;
    const child = fork(this.#entry, {
      serialization: 'advanced',
      // Helper threads of its garbage collector would take a twentieth of the time of all cores.
      execArgv: ['--single-threaded-gc'],
      stdio: ['ignore', 'ignore', 'ignore', 'ipc', 'pipe'],
      // One image at a time: more threads than its read and its decode need would only cost memory.
      env: { ...process.env, UV_THREADPOOL_SIZE: '2', MALLOC_ARENA_MAX: '2' },
    });
    child.on('message', (reply: MediaReply) => this.#receive(child, reply));
    child.on('exit', (code, signal) => this.#loseOnceRead(child, signal ?? `code ${code}`));
    child.on('error', (error) => this.#lose(child, error.message));
    lowerPriority(child.pid);
    this.#child = child;
    // Where the system has no file descriptors left, there is no pipe, and the child's end is reported next.
    const pipe = child.stdio?.[PIXEL_STREAM] as Readable | undefined;
    this.#pixels = pipe && new PixelReceiver(pipe, (reason) => this.#abandon(child, reason));
    this.#isReady = false;
    this.#mustRecycle = false;
    return child;
  }

  #send(child: ChildProcess, request: MediaRequest): void {
    child.send(request, (error) => {
      // Its end may not have been reported yet.
      if (error) this.#loseOnceRead(child, error.message);
    });
  }

  #receive(child: ChildProcess, reply: MediaReply): void {
    if (child !== this.#child) return;
    const job = this.#job;
    if (reply.type === 'ready') this.#isReady = true;
    if (job === undefined) return;
    this.#hasAnswered ||= reply.type !== 'ready';
    if (reply.type === 'ready') this.#timer.start();
    else if (reply.type === 'hashed') this.#answerHashed(child, job, reply);
    else if (reply.type === 'page') job.listener.onPage?.(reply.page);
    else if (reply.type === 'progress') this.#noteProgress(job, reply.position);
    else if (reply.type === 'frame') this.#receiveFrame(child, job, reply);
    else if (reply.type === 'done') this.#finish(job, reply);
    else if (reply.type === 'recycle') this.#mustRecycle = true;
    else if (reply.type === 'error') job.reject(fromErrorData(reply.error));
    else job.resolve(reply);
  }

  #answerHashed(child: ChildProcess, job: Job, { sha256, ...file }: ReadFile): void {
    try {
      // Copied: messages are views of the channel's buffer.
      const wanted = job.listener.onHashed({ sha256: new Uint8Array(sha256), ...file });
      const lengths = (wanted?.specs ?? []).map(({ size }) => 3 * size ** 2);
      this.#pixels?.expect(lengths, (wanted?.after?.ordinal ?? -1) + 1);
      this.#send(child, { op: 'expand', wanted });
    } catch (error) {
      // The child waits for an answer that it will not get.
      this.kill(error);
    }
  }

  #noteProgress({ listener }: Job, position: FilmPosition | undefined): void {
    this.#timer.extend();
    if (position !== undefined) listener.onPosition?.(position);
  }

  #receiveFrame(child: ChildProcess, job: Job, { type: _, ...info }: Extract<MediaReply, { type: 'frame' }>): void {
    this.#pixels?.takeFrame(info.ordinal, (pixels) => {
      if (job !== this.#job) return;
      this.#timer.stop();
      const phash = info.phash && { phash: new Uint8Array(info.phash) };
      const thumbnail = info.thumbnail && { thumbnail: new Uint8Array(info.thumbnail) };
      const taken = (async () => job.listener.onFrame({ ...info, ...phash, ...thumbnail, pixels }))();
      job.delivered++;
      if (job.done !== undefined) this.#finish(job, job.done);
      taken.then(
        () => this.#requestNext(child, job),
        (error) => {
          if (job === this.#job) this.kill(error);
        },
      );
    });
  }

  #requestNext(child: ChildProcess, job: Job): void {
    if (job !== this.#job || job.done !== undefined) return;
    this.#timer.start();
    this.#send(child, { op: 'next' });
  }

  #finish(job: Job, done: DoneReply): void {
    job.done = done;
    if (job.delivered === done.frames) job.resolve(done);
    // The pixels of the last frame are still on their way.
    else this.#timer.start();
  }

  /** A process whose decoder has damaged it. */
  #abandon(child: ChildProcess, reason: string): void {
    child.kill('SIGKILL');
    this.#lose(child, reason);
  }

  /** When what it had sent was received: the last of it says what it was at. */
  #loseOnceRead(child: ChildProcess, reason: string): void {
    if (child.connected) child.once('disconnect', () => this.#lose(child, reason));
    else this.#lose(child, reason);
  }

  #lose(child: ChildProcess, reason: string): void {
    if (child !== this.#child) return;
    this.#child = undefined;
    this.#job?.reject(new PhotoseekError('decoder-crashed', `The decoder crashed on this file (${reason}).`));
  }
}
