import { PhotoseekError } from '../../errors.js';
import type { RunContext } from '../../indexer/run-index.js';
import type { Fields } from '../../model/fields.js';
import type { Space } from '../../search/spaces/space.js';
import { toLibraryError } from '../../store/database/library-error.js';
import type { FileOutcome, SeenFile } from '../../store/records.js';
import type { LibraryCore } from '../core.js';
import { INDEX_VECTORS_EVERY_MS, listEmbeddable, makeRunContext } from '../run-context.js';

/** A managed original on its way into the catalogue. */
interface WaitingPut {
  file: SeenFile;
  externalId: string;
  fields: Fields | undefined;
  resolve: (done: DonePut) => void;
  reject: (error: unknown) => void;
}

/** A picture that is stored, and can be found. */
export interface DonePut {
  photoId: number;
  /** Path of the managed original that it took the place of. */
  removed: string | undefined;
}

/** Pictures of one run of the pipeline: the first ones need not wait for more than a few batches of the encoder. */
const MAX_RUN = 64;

/**
 * Embeds pictures that are put one by one, together: those that arrive while a run of the pipeline is under way share the next one, and so the
 * batches of the encoder. Each is written in a savepoint of its own with its external id and fields: it is there as a whole, or not at all.
 */
export class PutQueue {
  readonly #core: LibraryCore;
  readonly #makeContext: () => Promise<RunContext>;
  readonly #waiting: WaitingPut[] = [];
  readonly #track: (work: Promise<void>) => Promise<void>;
  #isRunning = false;
  #indexedAtMs = performance.now();

  /** @param track waits for work when the library is closed */
  constructor(
    core: LibraryCore,
    makeContext: () => Promise<RunContext>,
    track: (work: Promise<void>) => Promise<void>,
  ) {
    this.#core = core;
    this.#makeContext = makeContext;
    this.#track = track;
  }

  /** @throws PhotoseekError media codes, `encoder-failed`, library codes */
  put(file: SeenFile, externalId: string, fields: Fields | undefined): Promise<DonePut> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ file, externalId, fields, resolve, reject });
      if (!this.#isRunning) void this.#drain();
    });
  }

  async #drain(): Promise<void> {
    this.#isRunning = true;
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, MAX_RUN);
      const end = (error: unknown) => {
        for (const put of batch) put.reject(error);
      };
      await this.#run(batch).then(
        // Settled before, but for those that the closing of the library kept from being read.
        () => end(new PhotoseekError('library-closed', 'The library was closed.')),
        (error) => end(toLibraryError(error, this.#core.path)),
      );
    }
    this.#isRunning = false;
  }

  async #run(batch: readonly WaitingPut[]): Promise<void> {
    const { embedKnown, putFiles } = await import('../../indexer/write-side.js');
    const context = await this.#makeContext();
    const puts = new Map(batch.map((put) => [put.file.path, put]));
    const files = batch.map(({ file, externalId: managedAs }) => ({ ...file, managedAs }));
    const record = (outcomes: readonly FileOutcome[]) => this.#record(outcomes, puts);
    await putFiles(context, files, record, this.#core.closing);
    // Another model has taken the place of the one before meanwhile: a space that answers is complete.
    const stored = files.filter(({ path }) => this.#core.catalogue.fields.findFile(path) !== undefined);
    const isNew = ({ row }: Space) => !context.spaces.some(({ id }) => id === row.id);
    for (const space of await listEmbeddable(this.#core.spaces.active().filter(isNew)))
      await embedKnown(await makeRunContext(this.#core, [space]), stored, this.#core.closing);
    this.#indexVectorsWhenDue(context);
  }

  /**
   * Persists the indexes now and then, as index runs do: after a restart, what they lack is compared one by one. Not while an index run holds
   * the lock, which does it in its end.
   */
  #indexVectorsWhenDue(context: RunContext): void {
    if (performance.now() - this.#indexedAtMs < INDEX_VECTORS_EVERY_MS) return;
    this.#indexedAtMs = performance.now();
    const index = async () => {
      const { acquireSoon, indexVectors } = await import('../../indexer/write-side.js');
      const lock = await acquireSoon(this.#core.catalogue, this.#core.closing);
      if (lock === undefined) return;
      await indexVectors(context, () => {}).finally(() => lock.release());
    };
    void this.#track(index()).catch(() => {});
  }

  /** In one transaction: flushing it to the disk takes longer than writing it. */
  #record(outcomes: readonly FileOutcome[], puts: ReadonlyMap<string, WaitingPut>): void {
    const settled = this.#core.catalogue.fields.write(() =>
      outcomes.map((outcome) => {
        const put = puts.get(outcome.file.path) as WaitingPut;
        try {
          const done = this.#store(outcome, put);
          return () => put.resolve(done);
        } catch (error) {
          if (!(error instanceof PhotoseekError)) throw error;
          return () => put.reject(error);
        }
      }),
    );
    // Only now it is on the disk.
    for (const settle of settled) settle();
  }

  #store(outcome: FileOutcome, { externalId, fields }: WaitingPut): DonePut {
    const { catalogue } = this.#core;
    if (outcome.kind === 'failed') throw new PhotoseekError(outcome.code, outcome.message, { details: { externalId } });
    const { path } = outcome.file;
    return catalogue.fields.write(() => {
      catalogue.files.record([outcome]);
      const removed = catalogue.fields.assign(path, externalId, fields, (other) => catalogue.isManaged(other));
      return { photoId: catalogue.files.findPhotoByPath(path) as number, removed };
    });
  }
}
