import { type ChildProcess, fork } from 'node:child_process';
import type { Readable } from 'node:stream';
import { fromErrorData, PhotoseekError } from '../../errors.js';
import { lowerPriority } from '../../runtime/lower-priority.js';
import type { MediaReply, MediaRequest } from './media-protocol.js';
import { PIXEL_STREAM, PixelReceiver } from './pixel-pipe.js';

/** What is known of a file as soon as it was read. */
export type ReadFile = Omit<Extract<MediaReply, { type: 'hashed' }>, 'type'>;

/** Told of the file's hash; says whether its pixels are wanted. */
export type HashListener = (read: ReadFile) => boolean;

type PixelsReply = Extract<MediaReply, { type: 'pixels' }>;

type FinalReply =
  | Exclude<MediaReply, { type: 'ready' | 'hashed' | 'spent' | 'error' | 'pixels' }>
  | (PixelsReply & { pixels: Uint8Array });

interface Job {
  request: MediaRequest;
  resolve(reply: FinalReply): void;
  reject(reason: unknown): void;
  onHashed: HashListener;
}

/** One decoding child process, started on first use and again after a crash; takes one request at a time. */
export class MediaProcess {
  #child: ChildProcess | undefined;
  #pixels: PixelReceiver | undefined;
  #job: Job | undefined;
  #isSpent = false;
  /** Whether anything was said about the picture in hand. */
  #isHeard = false;

  /**
   * @param timeLimitMs a picture that takes longer is given up with `decoder-timeout`, and the process with it
   * @throws PhotoseekError any media code; `decoder-crashed` when the process died of this picture
   */
  async run(request: MediaRequest, timeLimitMs: number, onHashed: HashListener = () => true): Promise<FinalReply> {
    const wasWaiting = this.#child?.connected ?? false;
    try {
      return await this.#try(request, timeLimitMs, onHashed);
    } catch (error) {
      // A process may have ended while it waited for work, and nobody noticed yet: then this picture is not to blame.
      const isGuilty = !wasWaiting || this.#isHeard;
      if (isGuilty || !(error instanceof PhotoseekError) || error.code !== 'decoder-crashed') throw error;
      return await this.#try(request, timeLimitMs, onHashed);
    }
  }

  async #try(request: MediaRequest, timeLimitMs: number, onHashed: HashListener): Promise<FinalReply> {
    const child = this.#start();
    this.#isHeard = false;
    let timer: NodeJS.Timeout | undefined;
    try {
      return await new Promise<FinalReply>((resolve, reject) => {
        this.#job = { request, resolve, reject, onHashed };
        const reason = new PhotoseekError('decoder-timeout', `Decoding took longer than ${timeLimitMs / 1000} s.`);
        timer = setTimeout(() => this.kill(reason), timeLimitMs);
        child.send(request, (error) => {
          // Its end may not have been told yet.
          if (error) this.#lost(child, error.message);
        });
      });
    } finally {
      clearTimeout(timer);
      this.#job = undefined;
      if (this.#isSpent) this.kill(undefined);
    }
  }

  /** Ends the process at once; the picture in flight is rejected with `reason`. */
  kill(reason: unknown): void {
    this.#child?.kill('SIGKILL');
    this.#child = undefined;
    this.#job?.reject(reason);
  }

  #start(): ChildProcess {
    if (this.#child?.connected) return this.#child;
    const child = fork(new URL('./media-child.js', import.meta.url), {
      serialization: 'advanced',
      // Helpers of its garbage collector would take a twentieth of all the time that the cores have.
      execArgv: ['--single-threaded-gc'],
      stdio: ['ignore', 'ignore', 'ignore', 'ipc', 'pipe'],
      // One picture at a time: more threads than its read and its decode need would only cost memory.
      env: { ...process.env, UV_THREADPOOL_SIZE: '2', MALLOC_ARENA_MAX: '2' },
    });
    child.on('message', (reply: MediaReply) => this.#receive(child, reply));
    child.on('exit', (code, signal) => this.#lost(child, signal ?? `code ${code}`));
    child.on('error', (error) => this.#lost(child, error.message));
    lowerPriority(child.pid);
    this.#child = child;
    // Where the system has no more files to open, there is no pipe, and the child's end is told of next.
    const pipe = child.stdio?.[PIXEL_STREAM] as Readable | undefined;
    this.#pixels = pipe && new PixelReceiver(pipe);
    this.#isSpent = false;
    return child;
  }

  #receive(child: ChildProcess, reply: MediaReply): void {
    if (child !== this.#child) return;
    const job = this.#job;
    if (reply.type === 'ready' || job === undefined) return;
    this.#isHeard = true;
    if (reply.type === 'hashed') {
      this.#continue(child, job, reply);
    } else if (reply.type === 'spent') {
      this.#isSpent = true;
    } else if (reply.type === 'error') {
      job.reject(fromErrorData(reply.error));
    } else if (reply.type === 'pixels') {
      this.#pixels?.whenWhole((pixels) => job.resolve({ ...reply, pixels }));
    } else {
      job.resolve(reply);
    }
  }

  #continue(child: ChildProcess, job: Job, hashed: ReadFile): void {
    try {
      const wantPixels = job.onHashed(hashed);
      if (wantPixels && job.request.op === 'prepare') this.#pixels?.expect(3 * job.request.spec.size ** 2);
      child.send({ op: 'continue', wantPixels } satisfies MediaRequest);
    } catch (error) {
      // The listener's failure belongs to whoever asked. The child waits for an answer it will not get: end it.
      this.kill(error);
    }
  }

  #lost(child: ChildProcess, how: string): void {
    if (child !== this.#child) return;
    this.#child = undefined;
    this.#job?.reject(new PhotoseekError('decoder-crashed', `The decoder crashed on this picture (${how}).`));
  }
}
