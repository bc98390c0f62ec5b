import { setImmediate } from 'node:timers/promises';
import { throwIfAborted } from '../errors.js';
import type { Catalogue } from '../store/catalogue.js';
import type { ExpectedStages } from './pipeline/stages.js';
import { addPlan, type Plan, Planner } from './plan.js';
import type { FileFailure, IndexEvent } from './progress/events.js';
import { RateMeter } from './progress/rate-meter.js';
import { PROGRESS_EVERY_MS } from './progress/run-counter.js';
import { isThere, type Scope, scopeIsThere } from './scan/scopes.js';
import { Walk, type WalkFinding } from './scan/walk.js';

/** Inputs of a plan. */
export interface PlanInput {
  catalogue: Catalogue;
  scopes: readonly Scope[];
  expected: ExpectedStages;
  /** Try again what failed for good. */
  retryFailed: boolean;
  /** A root that is empty now was emptied, not unplugged. */
  prune: boolean;
  emit: (event: IndexEvent) => void;
  signal: AbortSignal | undefined;
}

/** A plan, and what was noticed on the way to it. */
export interface MadePlan {
  plan: Plan;
  failures: FileFailure[];
  missingRoots: string[];
}

/** Walks the scopes and compares what is there with the catalogue. @throws PhotoseekError `aborted` */
export async function makePlan(input: PlanInput): Promise<MadePlan> {
  const made: MadePlan = {
    plan: { toDo: [], unchanged: 0, skipped: 0, removedIds: [], remembered: [] },
    failures: [],
    missingRoots: [],
  };
  for (const scope of input.scopes) {
    const planner = await knowFiles(scope, input);
    const isMissing = !(await isThere(scope.root));
    const found = isMissing ? 0 : await walkScope(scope, planner, made.failures, input);
    // A mount point without its disk is an empty folder.
    if (isMissing || (found === 0 && !input.prune && (await looksUnplugged(scope, planner)))) {
      made.missingRoots.push(scope.root);
      planner.keepAll();
    }
    addPlan(made.plan, planner.finish());
  }
  return made;
}

async function knowFiles({ path }: Scope, { catalogue, expected, retryFailed }: PlanInput): Promise<Planner> {
  const planner = new Planner([], expected, retryFailed);
  for (const page of catalogue.files.pagesUnder(path)) {
    planner.know(page);
    // A server that watches answers requests meanwhile.
    await setImmediate();
  }
  return planner;
}

/** A root that is empty now and was not before; for a part of a root, whether the whole root is. */
async function looksUnplugged(scope: Scope, planner: Planner): Promise<boolean> {
  return scope.path === scope.root ? planner.isExpectingFiles : !(await scopeIsThere(scope));
}

async function walkScope(
  scope: Scope,
  planner: Planner,
  failures: FileFailure[],
  { emit, signal }: PlanInput,
): Promise<number> {
  let found = 0;
  let emittedAtMs = 0;
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
      keepUnseen(planner, finding);
    }
    if (performance.now() - emittedAtMs < PROGRESS_EVERY_MS) continue;
    emittedAtMs = performance.now();
    meter.mark(found, emittedAtMs);
    const { path: currentPath } = finding.type === 'file' ? finding.file : finding.failure;
    emit({ type: 'scanning', found, ratePerSecond: meter.ratePerSecond, currentPath });
  }
  return found;
}

/** A file that cannot be read is not taken for removed. */
function keepUnseen(planner: Planner, { type, failure }: Exclude<WalkFinding, { type: 'file' }>): void {
  if (type === 'closed-folder') planner.closeFolder(failure.path);
  else if (failure.code === 'unreadable') planner.keep(failure.path);
}
