import { resolve } from 'node:path';
import { PhotoseekError } from '../errors.js';
import { EventQueue } from '../indexer/progress/event-queue.js';
import type { IndexEvent, IndexOptions, WatchOptions } from '../indexer/progress/events.js';
import type { RunContext } from '../indexer/run-index.js';
import type * as WriteSide from '../indexer/write-side.js';
import { withPathBytes } from '../runtime/fs-path.js';
import { traced } from '../runtime/tracing/trace.js';
import type { LibrarySpace } from '../search/spaces/space.js';
import { toLibraryError } from '../store/database/library-error.js';
import type { ClaimOptions, ClaimReport } from './claims/types.js';
import type { LibraryCore } from './core.js';
import { changeStages } from './detection/stages.js';
import { INDEX_VECTORS_EVERY_MS, listEmbeddable, makeRunContext } from './run-context.js';
import { changeThumbnails } from './thumbnail-setting.js';

type Emit = (event: IndexEvent) => void;

/** Of progress events, only the newest counts. */
function isNewer(event: IndexEvent, before: IndexEvent): boolean {
  return event.type === before.type && ['scanning', 'progress', 'indexing-vectors'].includes(event.type);
}

/** The absolute folder of a text model, which is there. @throws PhotoseekError `model-not-found`, `model-invalid` */
async function resolveTextModel(options: IndexOptions): Promise<IndexOptions> {
  if (!options.ocrModel) return options;
  const ocrModel = resolve(options.ocrModel);
  const { versionOfFolder } = await import('../detect/text/text-model-files.js');
  await versionOfFolder(ocrModel);
  return { ...options, ocrModel };
}

/** The index runs of an open library, each a stream of events. */
export class Runs {
  readonly #core: LibraryCore;
  readonly #running = new Set<Promise<void>>();

  constructor(core: LibraryCore) {
    this.#core = core;
  }

  async *index(paths: readonly string[], options: IndexOptions): AsyncGenerator<IndexEvent, void, undefined> {
    this.#core.assertWritable();
    if (paths.length === 0) throw new PhotoseekError('no-paths', 'Nothing to index: no folder or file was named.');
    const { catalogue } = this.#core;
    yield* this.#stream(options.signal, (emit, signal) =>
      this.#runExclusively(options, emit, signal, async (writeSide, report) => {
        const { noticeModel, rememberModel } = await import('./spaces/run-model.js');
        rememberModel(this.#core);
        if (options.stages?.includes('regions') && this.#core.findCellModel() === undefined) {
          const { noCells } = await import('../detect/choose-detectors.js');
          throw noCells(this.#core.model.name);
        }
        changeStages(catalogue, await resolveTextModel(options));
        changeThumbnails(catalogue, options.thumbnails);
        const found = await writeSide.findScopes(paths, catalogue, options);
        const notices = [...found.notices, ...noticeModel(this.#core)];
        const task = { ...found, notices, options };
        await writeSide.runIndex(await this.context(options), task, report, signal);
        await this.#finish(options.signal);
      }),
    );
  }

  async *watch(options: WatchOptions): AsyncGenerator<IndexEvent, void, undefined> {
    this.#core.assertWritable();
    const { catalogue } = this.#core;
    yield* this.#stream(options.signal, async (emit, signal) => {
      const [{ listSharedRoots }, { watchRoots }] = await Promise.all([
        import('../indexer/write-side.js'),
        import('../indexer/watch-roots.js'),
      ]);
      let indexedAtMs = Number.NEGATIVE_INFINITY;
      const update = (changes: { root: string; paths: string[] }[]) =>
        this.#runExclusively({ wait: true }, emit, signal, async (writeSide, report) => {
          const scopes = writeSide.toScopes(changes, catalogue);
          const deferVectorIndex = performance.now() - indexedAtMs < INDEX_VECTORS_EVERY_MS;
          const task = { scopes, failures: [], missingRoots: [], notices: [], options: { deferVectorIndex } };
          await writeSide.runIndex(await this.context({}), task, report, signal);
          if (!deferVectorIndex) indexedAtMs = performance.now();
          await this.#finish(options.signal);
        });
      const listRoots = () => {
        const shared = new Set(listSharedRoots(catalogue).map(({ path }) => path));
        return catalogue.listRoots().flatMap(({ path }) => (shared.has(path) ? [] : [path]));
      };
      // The watch starts before the first walk: a change in between is seen twice rather than not at all.
      const bursts = watchRoots(listRoots, signal, (path, { message: cause }) => {
        const message = `Changes in this folder cannot be watched (${cause}); it is scanned every hour.`;
        emit({ type: 'failed', failure: withPathBytes({ path, code: 'unreadable', message }) });
      });
      const first = bursts.next();
      await update(listRoots().map((root) => ({ root, paths: [root] })));
      for (let burst = await first; !burst.done; burst = await bursts.next()) await update(burst.value);
    });
  }

  /** Takes part in indexing a root that other machines index, too; see {@link claimRoot}. */
  claim(url: string, options: ClaimOptions): Promise<ClaimReport> {
    this.#core.assertWritable();
    const { catalogue, closing } = this.#core;
    const signal = AbortSignal.any([closing, ...(options.signal ? [options.signal] : [])]);
    const work = async () => {
      const writeSide = await import('../indexer/write-side.js');
      const { claimRoot } = await import('./claims/claim-root.js');
      const { rememberModel } = await import('./spaces/run-model.js');
      rememberModel(this.#core);
      let report: ClaimReport | undefined;
      await writeSide.runExclusively(
        catalogue,
        { wait: false, signal },
        () => {},
        async () => {
          const context = await this.context({});
          report = await claimRoot(
            { core: this.#core, writeSide, context, groupFaces: () => this.#groupFaces(signal), signal },
            url,
            options,
          );
          // Searches of this library itself are answered by its index.
          await writeSide.indexVectors(context, () => {});
        },
      );
      return report as ClaimReport;
    };
    return this.track(work());
  }

  /** Counts other writing as a run: the library is closed after it ended. */
  async track<T>(work: Promise<T>): Promise<T> {
    const ended = work.then(
      () => {},
      () => {},
    );
    this.#running.add(ended);
    void ended.then(() => this.#running.delete(ended));
    return work;
  }

  /** Resolves when no run is under way. */
  async settle(): Promise<void> {
    await Promise.all(this.#running);
  }

  /** Work as a stream of events. It ends with the consumer's loop, with its signal or with the library. */
  async *#stream(
    signal: AbortSignal | undefined,
    work: (emit: Emit, signal: AbortSignal) => Promise<void>,
  ): AsyncGenerator<IndexEvent, void, undefined> {
    const stop = new AbortController();
    const signals = [stop.signal, this.#core.closing, ...(signal ? [signal] : [])];
    const events = new EventQueue<IndexEvent>(isNewer);
    const run = work((event) => events.push(event), AbortSignal.any(signals)).then(
      () => events.finish(),
      (error) => events.finish({ error: toLibraryError(error, this.#core.path) }),
    );
    this.#running.add(run);
    try {
      yield* events;
    } finally {
      // Also when the consumer broke out of its loop: work in flight is written first.
      stop.abort();
      await run;
      this.#running.delete(run);
    }
  }

  async #runExclusively(
    { wait = false }: Pick<IndexOptions, 'wait'>,
    emit: Emit,
    signal: AbortSignal,
    work: (writeSide: typeof WriteSide, emit: Emit) => Promise<void>,
  ): Promise<void> {
    // Loaded on use: a search never needs the write side, and starts sooner without it.
    const writeSide = await import('../indexer/write-side.js');
    await writeSide.runExclusively(this.#core.catalogue, { wait, signal }, emit, (report) =>
      traced('index', () =>
        work(writeSide, (event) => {
          if (event.type === 'done') this.#assertStillThere();
          report(event);
        }),
      ),
    );
  }

  /** A run that wrote into a deleted library must not succeed. */
  #assertStillThere(): void {
    if (this.#core.catalogue.isStillThere) return;
    throw new PhotoseekError('library-unwritable', `The library in ${this.#core.path} went away during the run.`, {
      hint: 'Was its folder deleted or moved, or its disk unplugged? Bring it back, or restore a backup, and index again.',
    });
  }

  /** What follows from new photos, and is computed when somebody asks for it at the latest. */
  async #finish(asked: AbortSignal | undefined): Promise<void> {
    await traced('tags', () => this.#tag(asked));
    await traced('people', () => this.#groupFaces(asked));
  }

  /** As {@link Runs.#tag}; when it is stopped, the next run does it. Nothing is loaded for it in a library without faces. */
  async #groupFaces(asked: AbortSignal | undefined): Promise<void> {
    const { catalogue, closing } = this.#core;
    if (!catalogue.faces.needsGrouping()) return;
    const { updatePeople } = await import('../insight/people/update-people.js');
    const signal = AbortSignal.any([closing, ...(asked ? [asked] : [])]);
    await updatePeople(catalogue, signal).catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
  }

  /** Tags are updated even if the consumer stops at `done`. Errors are swallowed here; `tags()` retries and reports them. */
  async #tag(asked: AbortSignal | undefined): Promise<void> {
    const { updateTags } = await import('../insight/tags/update-tags.js');
    const signal = AbortSignal.any([this.#core.closing, ...(asked ? [asked] : [])]);
    const { catalogue, spaces } = this.#core;
    await updateTags({ catalogue, space: spaces.default }, signal).catch(() => {});
  }

  /** The spaces that new photos are embedded in, with all that it takes. */
  async context({ keepActive = false }: Pick<IndexOptions, 'keepActive'>): Promise<RunContext> {
    const target = await this.#findTarget();
    const others = await listEmbeddable(this.#listOthers(target, keepActive));
    return makeRunContext(this.#core, [target, ...others]);
  }

  /** An earlier embedded model that encodes texts only cannot take new photos: the run begins with the one that takes its place. */
  async #findTarget(): Promise<LibrarySpace> {
    const target = this.#core.spaces.runTarget;
    if ((await listEmbeddable([target])).length > 0) return target;
    const { findUpgrade } = await import('./spaces/find-upgrade.js');
    const upgrade = findUpgrade(this.#core);
    return upgrade === undefined ? target : this.#core.addSpace(upgrade.to);
  }

  /**
   * The active spaces beside the target, which new photos are embedded in as well: a space that answers queries stays complete. Not while
   * the target is on its way to take their place.
   */
  #listOthers(target: LibrarySpace, keepActive: boolean): LibrarySpace[] {
    const { spaces } = this.#core;
    const { id: targetId, subject } = target.row;
    const active = spaces.list().filter((row) => row.state === 'active' && row.subject === subject);
    if (!keepActive && !active.some(({ id }) => id === targetId)) return [];
    return active.filter(({ id }) => id !== targetId).map(({ id }) => spaces.find(id) as LibrarySpace);
  }
}
