import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { fromErrorData, PhotoseekError } from '../../../errors.js';
import { lowerPriority } from '../../../runtime/lower-priority.js';
import type { MergeReply, MergeRequest, SavedGraph } from './merge-worker.js';

/** The graph stays in the memory of the process for so long: a further merge then need not read it. */
const IDLE_MS = 5000;

/** The owner's side of `merge-worker.ts`; the process runs while there is work, and a little longer. */
export class MergeProcess {
  #child: ChildProcess | undefined;
  /** Why there is none, where it has ended in the middle of a merge. */
  #loss: PhotoseekError | undefined;
  #pending: { resolve(reply: MergeReply): void; reject(error: PhotoseekError): void } | undefined;
  #idle: NodeJS.Timeout | undefined;

  /** @throws PhotoseekError `graph-invalid`, `native-missing`, `internal` where the process ended */
  async begin(request: Omit<MergeRequest & { op: 'begin' }, 'op'>): Promise<void> {
    this.#loss = undefined;
    await this.#ask({ op: 'begin', ...request });
  }

  async add(ids: readonly number[], data: Float32Array): Promise<void> {
    await this.#ask({ op: 'add', ids, data });
  }

  /** @throws PhotoseekError `library-unwritable` */
  async save(): Promise<SavedGraph> {
    const { saved } = await this.#ask({ op: 'save' });
    return saved as SavedGraph;
  }

  /** Ends the process; a request under way is rejected with `reason`. */
  close(reason: PhotoseekError): void {
    clearTimeout(this.#idle);
    this.#child?.kill('SIGKILL');
    this.#lose(reason);
  }

  async #ask(request: MergeRequest): Promise<MergeReply> {
    clearTimeout(this.#idle);
    // Between two requests: a new process would not have the graph.
    if (this.#loss !== undefined) throw this.#loss;
    const child = this.#findChild(request) ?? this.#start();
    child.ref();
    child.channel?.ref();
    try {
      const reply = await new Promise<MergeReply>((resolve, reject) => {
        this.#pending = { resolve, reject };
        child.send(request, (error) => {
          // Without its channel it is of no use. Its end says more than the channel's.
          if (error) child.kill('SIGKILL');
        });
      });
      if (reply.error !== undefined) throw fromErrorData(reply.error);
      return reply;
    } finally {
      this.#pending = undefined;
      // A process that waits for its next merge does not keep this one alive.
      child.unref();
      child.channel?.unref();
      this.#idle = setTimeout(() => this.close(new PhotoseekError('internal', 'The merge took too long.')), IDLE_MS);
      this.#idle.unref();
    }
  }

  /** One that is about to end is told apart by its channel; in the middle of a merge its end is waited for. */
  #findChild({ op }: MergeRequest): ChildProcess | undefined {
    return op === 'begin' && !this.#child?.connected ? undefined : this.#child;
  }

  #start(): ChildProcess {
    const child = fork(fileURLToPath(new URL('./merge-worker.js', import.meta.url)), {
      serialization: 'advanced',
      execArgv: [],
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    child.on('message', (reply: MergeReply) => this.#pending?.resolve(reply));
    child.on('exit', (code, signal) => this.#loseOf(child, signal ?? `code ${code}`));
    child.on('error', (error) => this.#loseOf(child, error.message));
    lowerPriority(child.pid);
    this.#child = child;
    return child;
  }

  #loseOf(child: ChildProcess, how: string): void {
    if (child === this.#child)
      this.#lose(new PhotoseekError('internal', `The process that builds the graph ended with ${how}.`));
  }

  #lose(reason: PhotoseekError): void {
    this.#child = undefined;
    this.#loss = reason;
    this.#pending?.reject(reason);
    this.#pending = undefined;
  }
}
