import { setImmediate } from 'node:timers/promises';
import { PhotoseekError, throwIfAborted } from '../errors.js';
import type { FileOutcome } from '../store/records.js';
import type { SpaceFollower } from '../vectors/follower.js';
import { Pipeline, type PipelineParts } from './pipeline/pipeline.js';
import { addPlan, type Plan, Planner } from './plan.js';
import type { FileFailure, IndexEvent, IndexOptions, IndexReport, StepRate } from './progress/events.js';
import { RateMeter } from './progress/rate-meter.js';
import { isThere, type Scope, scopeIsThere } from './scan/scopes.js';
import { Walk } from './scan/walk.js';

/** What an index run works with. */
export interface IndexParts extends PipelineParts {
  space: SpaceFollower;
}

/** What an index run is to do. */
export interface IndexTask {
  scopes: readonly Scope[];
  /** Known before the run began: paths that are not there. */
  failures: readonly FileFailure[];
  missingRoots: readonly string[];
  options: Pick<IndexOptions, 'retryFailed' | 'prune'> & {
    /** Leave the graph to a later run: what is new is found without it, and to save a large one takes seconds. */
    deferGraph?: boolean;
  };
}

type Emit = (event: IndexEvent) => void;

/** Files forgotten in one transaction. */
const REMOVED_AT_ONCE = 256;

/** How often a run says where it is, at most. */
const PROGRESS_EVERY_MS = 100;

/**
 * Brings the catalogue and the graph up to date with what lies under some paths: walk → plan → decode → encode → store → link.
 * @throws PhotoseekError `aborted` after everything in flight was written; `encoder-failed`; library codes
 */
export async function runIndex(parts: IndexParts, task: IndexTask, emit: Emit, signal?: AbortSignal): Promise<void> {
  const startedAt = performance.now();
  const failures = [...task.failures];
  for (const failure of failures) emit({ type: 'failed', failure });

  const { plan, missingRoots } = await makePlan(parts, task, failures, emit, signal);
  emit({ type: 'planned', toDo: plan.toDo.length, unchanged: plan.unchanged, removed: plan.removedIds.length });

  const counts = await encodeAll(parts, plan, failures, emit, signal);
  throwIfAborted(signal);
  // Last, so that a renamed file finds the vector of its old name.
  await removeAll(parts, plan.removedIds, signal);
  if (!task.options.deferGraph) await link(parts, emit);

  const report: IndexReport = {
    ...counts,
    unchanged: plan.unchanged - plan.remembered.length,
    removed: plan.removedIds.length,
    failed: [...failures, ...plan.remembered],
    skipped: plan.skipped,
    missingRoots: [...task.missingRoots, ...missingRoots],
    tookMs: Math.round(performance.now() - startedAt),
  };
  parts.catalogue.setSetting('lastIndexedAtMs', String(Date.now()));
  emit({ type: 'done', report });
}

async function makePlan(
  parts: IndexParts,
  task: IndexTask,
  failures: FileFailure[],
  emit: Emit,
  signal?: AbortSignal,
): Promise<{ plan: Plan; missingRoots: string[] }> {
  const plan: Plan = { toDo: [], unchanged: 0, skipped: 0, removedIds: [], remembered: [] };
  const missingRoots: string[] = [];
  for (const scope of task.scopes) {
    const planner = new Planner([], parts.modelId, task.options.retryFailed);
    for (const page of parts.catalogue.files.pagesUnder(scope.path)) {
      planner.know(page);
      // A server that watches answers meanwhile.
      await setImmediate();
    }
    if (!(await isThere(scope.root))) {
      missingRoots.push(scope.root);
      planner.keepAll();
      addPlan(plan, planner.finish());
      continue;
    }
    const found = await walkScope(scope, planner, failures, emit, signal);
    // A mount point without its disk is an empty folder.
    if (found === 0 && !task.options.prune && (await looksUnplugged(scope, planner))) {
      missingRoots.push(scope.root);
      planner.keepAll();
    }
    addPlan(plan, planner.finish());
  }
  return { plan, missingRoots };
}

/** A root that is empty now and was not before; for a part of a root, whether the whole root is. */
async function looksUnplugged(scope: Scope, planner: Planner): Promise<boolean> {
  return scope.path === scope.root ? planner.isExpectingFiles : !(await scopeIsThere(scope));
}

async function walkScope(
  scope: Scope,
  planner: Planner,
  failures: FileFailure[],
  emit: Emit,
  signal?: AbortSignal,
): Promise<number> {
  let found = 0;
  let saidAt = 0;
  const meter = new RateMeter();
  meter.mark(0, performance.now());
  for await (const finding of new Walk(scope.root, scope.rules).run(scope.path)) {
    throwIfAborted(signal);
    if (finding.type === 'file') {
      await planner.take(finding.file);
      found++;
    } else {
      failures.push(finding.failure);
      emit({ type: 'failed', failure: finding.failure });
      if (finding.type === 'closed-folder') planner.closeFolder(finding.failure.path);
      else if (finding.failure.code === 'unreadable') planner.keep(finding.failure.path);
    }
    if (performance.now() - saidAt >= PROGRESS_EVERY_MS) {
      saidAt = performance.now();
      meter.mark(found, saidAt);
      emit({
        type: 'scanning',
        found,
        ratePerSecond: meter.ratePerSecond,
        currentPath: finding.type === 'file' ? finding.file.path : finding.failure.path,
      });
    }
  }
  return found;
}

async function encodeAll(
  parts: IndexParts,
  plan: Plan,
  failures: FileFailure[],
  emit: Emit,
  signal?: AbortSignal,
): Promise<{ indexed: number; reused: number; refreshed: number }> {
  const counts = { encoded: 0, reused: 0, refreshed: 0, failed: 0 };
  const meters = { decode: new RateMeter(), encode: new RateMeter(), write: new RateMeter() };
  for (const meter of Object.values(meters)) meter.mark(0, performance.now());
  let saidAt = 0;
  const onFinished = (outcome: FileOutcome) => {
    counts[outcome.kind]++;
    if (outcome.kind === 'failed') {
      const failure = { path: outcome.file.path, code: outcome.code, message: outcome.message };
      failures.push(failure);
      emit({ type: 'failed', failure });
    }
  };
  const onWritten = (lastPath: string) => {
    const done = counts.encoded + counts.reused + counts.refreshed + counts.failed;
    const now = performance.now();
    const { decode, encode } = pipeline.passed;
    const steps = {
      decode: takeRate(meters.decode, decode, now),
      encode: takeRate(meters.encode, encode, now),
      write: takeRate(meters.write, done, now),
    };
    if (now - saidAt < PROGRESS_EVERY_MS && done < plan.toDo.length) return;
    saidAt = now;
    emit({
      type: 'progress',
      done,
      total: plan.toDo.length,
      failed: counts.failed,
      ratePerSecond: steps.write.ratePerSecond,
      etaMs: meters.write.etaMs(plan.toDo.length),
      currentPath: lastPath,
      steps,
    });
    // New vectors go into the index while the next pictures are encoded.
    void parts.space.refresh().catch(() => {});
  };
  const pipeline = new Pipeline(parts, { onFinished, onWritten });
  await pipeline.run(plan.toDo, signal);
  return { indexed: counts.encoded, reused: counts.reused, refreshed: counts.refreshed };
}

function takeRate(meter: RateMeter, done: number, nowMs: number): StepRate {
  meter.mark(done, nowMs);
  return { done, ratePerSecond: meter.ratePerSecond };
}

/** A few at a time: what else this process does goes on meanwhile, and a run that is stopped here goes on from here. */
async function removeAll({ catalogue }: IndexParts, ids: readonly number[], signal?: AbortSignal): Promise<void> {
  for (let i = 0; i < ids.length; i += REMOVED_AT_ONCE) {
    catalogue.files.remove(ids.slice(i, i + REMOVED_AT_ONCE));
    await setImmediate();
    throwIfAborted(signal);
  }
}

async function link({ space, catalogue }: IndexParts, emit: Emit): Promise<void> {
  if (await space.isCurrent()) return catalogue.checkpoint();
  const meter = new RateMeter();
  try {
    await space.flush(({ indexed, size }) => {
      meter.mark(indexed, performance.now());
      emit({
        ...{ type: 'linking', linked: indexed, total: size },
        ...{ ratePerSecond: meter.ratePerSecond, etaMs: meter.etaMs(size) },
      });
    });
  } catch (error) {
    // Everything is safe in the catalogue; the graph can be built again.
    if (!(error instanceof PhotoseekError && error.code === 'library-unwritable')) throw error;
  }
  catalogue.checkpoint();
}
