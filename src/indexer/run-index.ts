import { setImmediate } from 'node:timers/promises';
import { PhotoseekError, throwIfAborted } from '../errors.js';
import { withPathBytes } from '../runtime/fs-path.js';
import { detached, traced } from '../runtime/tracing/trace.js';
import type { Catalogue } from '../store/catalogue.js';
import type { SpaceFollower } from '../vectors/follower.js';
import { activateWhenComplete } from './activate-space.js';
import { type MadePlan, makePlan } from './make-plan.js';
import { Pipeline, type PipelineContext } from './pipeline/pipeline.js';
import { ExpectedStages, embedVersion } from './pipeline/stages.js';
import type { EmbeddingTarget } from './pipeline/views.js';
import type { Plan, PlannedFile } from './plan.js';
import { type NamedFiles, planFiles } from './plan-files.js';
import type { FileFailure, IndexEvent, IndexNotice, IndexOptions, IndexReport } from './progress/events.js';
import { RateMeter } from './progress/rate-meter.js';
import { RunCounter } from './progress/run-counter.js';
import { reopenTiffs } from './reopen-tiffs.js';
import type { Scope } from './scan/scopes.js';

/** A space that a run adds to. */
export interface RunSpace extends EmbeddingTarget {
  index: SpaceFollower;
}

/** Dependencies of an index run. */
export interface RunContext extends Omit<PipelineContext, 'targets' | 'catalogue'> {
  catalogue: Catalogue;
  /** The first is the space of the model that the run was asked for. */
  spaces: readonly [RunSpace, ...RunSpace[]];
}

/** The work of an index run. */
export interface IndexTask {
  scopes: readonly Scope[];
  /** These files, and no scopes. */
  files?: NamedFiles;
  /** Known before the run began: paths that do not exist. */
  failures: readonly FileFailure[];
  missingRoots: readonly string[];
  notices: readonly IndexNotice[];
  options: Pick<IndexOptions, 'force' | 'retryFailed' | 'prune' | 'keepActive'> & {
    /** Leave indexing the vectors to a later run: new ones are found by comparison, and persisting a large index takes seconds. */
    deferVectorIndex?: boolean;
  };
}

type Emit = (event: IndexEvent) => void;

/** Files removed in one transaction. */
const REMOVAL_SIZE = 256;

/** Times of change recorded in one transaction. */
const TIMES_SIZE = 2000;

/**
 * Brings the catalogue and the vector indexes up to date with the files under some paths: plan → pipeline → removals → vector indexes.
 * @throws PhotoseekError `aborted` after everything in flight was written; `encoder-failed`; library codes
 */
export async function runIndex(context: RunContext, task: IndexTask, emit: Emit, signal?: AbortSignal): Promise<void> {
  const startedAtMs = performance.now();
  for (const failure of task.failures) emit({ type: 'failed', failure: withPathBytes(failure) });

  // Not in the short runs while folders are watched: both look at all contents.
  if (!task.options.deferVectorIndex) {
    await reopenTiffs(context.catalogue, signal);
    // A film is not read again for a detector that looks at photos alone.
    context.catalogue.passOverFrames(context.detectors ?? []);
  }
  const { plan, failures, ofFiles, missingRoots, notices } = await traced('plan', () =>
    planRun(context, task, emit, signal),
  );
  recordUnread(context, ofFiles);
  emit({ type: 'planned', toDo: plan.toDo.length, unchanged: plan.unchanged, removed: plan.removedIds.length });

  const work = () => detached(() => processFiles(context, plan.toDo, emit, signal));
  const counted = await traced('files', work, { 'photoseek.files': plan.toDo.length });
  throwIfAborted(signal);
  await recordChangeTimes(context, plan.unstamped, signal);
  // Last, so that a renamed file finds the vectors of its old name.
  await removeFiles(context, plan.removedIds, signal);
  if (!task.options.deferVectorIndex) await traced('index vectors', () => indexVectors(context, emit));

  const report: IndexReport = {
    ...counted,
    unchanged: plan.unchanged - plan.remembered.length,
    removed: plan.removedIds.length,
    failed: [...task.failures, ...failures, ...counted.failed, ...plan.remembered].map(withPathBytes),
    skipped: plan.skipped,
    missingRoots: [...task.missingRoots, ...missingRoots],
    notices: [...task.notices, ...notices, ...counted.notices].map(withPathBytes),
    unembedded: activateWhenComplete(context.catalogue, context.spaces[0], task.options),
    tookMs: Math.round(performance.now() - startedAtMs),
  };
  context.catalogue.savedFrames.clear();
  context.catalogue.setSetting('lastIndexedAtMs', String(Date.now()));
  emit({ type: 'done', report });
}

async function planRun(
  { catalogue, spaces, media, detectors }: RunContext,
  { scopes, files, options }: IndexTask,
  emit: Emit,
  signal?: AbortSignal,
): Promise<MadePlan> {
  const { force = false, retryFailed = false, prune = false, deferVectorIndex = false } = options;
  const expected = new ExpectedStages(
    spaces.map(({ id }) => id),
    media.expansion.tools?.id ?? null,
    detectors,
    (id) => embedVersion(spaces.find((space) => space.id === id) as RunSpace),
  );
  if (files !== undefined) {
    const plan = await planFiles(catalogue, files, expected, { force, retryFailed });
    return { plan, failures: [], ofFiles: [], missingRoots: [], notices: [] };
  }
  const planning = { options: { force, retryFailed }, prune, withManaged: !deferVectorIndex };
  return makePlan({ catalogue, scopes, expected, ...planning, emit, signal });
}

async function processFiles(
  { spaces, ...context }: RunContext,
  files: readonly PlannedFile[],
  emit: Emit,
  signal?: AbortSignal,
): Promise<RunCounter['report']> {
  const counter = new RunCounter(files.length, emit);
  const pipeline = new Pipeline(
    { ...context, targets: spaces },
    {
      onDecoded: (path) => counter.onDecoded(path),
      onPosition: (path, position) => counter.onPosition(path, position),
      onEncoded: (count) => counter.onEncoded(count),
      onWritten: (outcomes) => {
        counter.onWritten(outcomes);
        // New vectors go into the indexes while the next frames are embedded.
        for (const { index } of spaces) void index.refresh().catch(() => {});
      },
    },
  );
  await pipeline.run(files, signal);
  return counter.report;
}

/** The failures of a run are stored, so that the library lists them until they are mended. A photo whose file cannot be examined now stays. */
function recordUnread({ catalogue: { files } }: RunContext, failures: readonly FileFailure[]): void {
  const unread = failures.filter(({ path, code }) => code === 'vanished' || files.findPhotoByPath(path) === undefined);
  if (unread.length === 0) return;
  files.record(
    unread.map(({ path, code, message }) => ({
      ...{ kind: 'failed', code, message },
      file: { path, sizeBytes: 0, mtimeMs: 0 },
    })),
  );
}

/** Once for each file of a library from before they were recorded. */
async function recordChangeTimes({ catalogue }: RunContext, times: Plan['unstamped'], signal?: AbortSignal) {
  for (let i = 0; i < times.length; i += TIMES_SIZE) {
    catalogue.files.putChangeTimes(times.slice(i, i + TIMES_SIZE));
    await setImmediate();
    throwIfAborted(signal);
  }
}

/** In portions: other work of this process goes on meanwhile, and a run that is stopped here continues here. */
async function removeFiles({ catalogue }: RunContext, ids: readonly number[], signal?: AbortSignal): Promise<void> {
  for (let i = 0; i < ids.length; i += REMOVAL_SIZE) {
    catalogue.files.remove(ids.slice(i, i + REMOVAL_SIZE));
    await setImmediate();
    throwIfAborted(signal);
  }
}

/** Indexes the vectors of the spaces, and persists the indexes that changed. */
export async function indexVectors(
  { spaces, catalogue }: Pick<RunContext, 'spaces' | 'catalogue'>,
  emit: Emit,
): Promise<void> {
  for (const { index } of spaces) {
    if (!(await index.isCurrent())) await flush(index, emit);
    await index.prune();
  }
  catalogue.checkpoint();
}

async function flush(index: SpaceFollower, emit: Emit): Promise<void> {
  const meter = new RateMeter();
  try {
    await index.flush(({ indexed, size: total }) => {
      meter.mark(indexed, performance.now());
      const { ratePerSecond } = meter;
      emit({ type: 'indexing-vectors', indexed, total, ratePerSecond, etaMs: meter.etaMs(total) });
    });
  } catch (error) {
    // The vectors are in the catalogue; the index can be built again.
    if (!(error instanceof PhotoseekError && error.code === 'library-unwritable')) throw error;
  }
}
