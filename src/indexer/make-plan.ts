import { setImmediate } from 'node:timers/promises';
import { throwIfAborted } from '../errors.js';
import { toRealPath, withPathBytes } from '../runtime/fs-path.js';
import type { Catalogue } from '../store/catalogue.js';
import type { ExpectedStages } from './pipeline/stages.js';
import { addPlan, type Plan, type PlannedFile, Planner, type PlanOptions } from './plan.js';
import type { FileFailure, IndexEvent, IndexNotice } from './progress/events.js';
import { RateMeter } from './progress/rate-meter.js';
import { PROGRESS_EVERY_MS } from './progress/run-counter.js';
import { PatternUsage } from './scan/patterns.js';
import { isThere, type Scope, scopeIsThere } from './scan/scopes.js';
import { Walk, type WalkFinding } from './scan/walk.js';

/** Inputs of a plan. */
export interface PlanInput {
  catalogue: Catalogue;
  scopes: readonly Scope[];
  expected: ExpectedStages;
  options: PlanOptions;
  /** A root that is empty now was emptied, not unplugged. */
  prune: boolean;
  /** Bring managed originals up to date, too. */
  withManaged: boolean;
  emit: (event: IndexEvent) => void;
  signal: AbortSignal | undefined;
}

/** A plan, and what was noticed on the way to it. */
export interface MadePlan {
  plan: Plan;
  failures: FileFailure[];
  /** Those of `failures` that are of a file, or of a link that leads nowhere. */
  ofFiles: FileFailure[];
  missingRoots: string[];
  notices: IndexNotice[];
}

/** Walks the scopes and compares what is there with the catalogue. @throws PhotoseekError `aborted` */
export async function makePlan(input: PlanInput): Promise<MadePlan> {
  const made: MadePlan = {
    plan: { toDo: [], unchanged: 0, skipped: 0, removedIds: [], remembered: [], unstamped: [] },
    failures: [],
    ofFiles: [],
    missingRoots: [],
    notices: [],
  };
  for (const scope of input.scopes) {
    const planner = await knowFiles(scope, input);
    const isMissing = !(await isThere(scope.root));
    const found = isMissing ? 0 : await walkScope(scope, planner, made, input);
    // A mount point without its disk is an empty folder.
    if (isMissing || (found === 0 && !input.prune && (await looksUnplugged(scope, planner)))) {
      made.missingRoots.push(scope.root);
      planner.keepAll();
    }
    addPlan(made.plan, planner.finish());
  }
  if (input.withManaged) for (const file of await planManaged(input)) made.plan.toDo.push(file);
  return made;
}

async function knowFiles({ path, rules }: Scope, { catalogue, expected, options }: PlanInput): Promise<Planner> {
  const planner = new Planner([], expected, { ...options, kinds: rules.kinds });
  for (const page of catalogue.files.pagesUnder(path)) {
    planner.know(page.filter((file) => catalogue.managedAs(file) === undefined));
    // A server that watches answers requests meanwhile.
    await setImmediate();
  }
  return planner;
}

/**
 * Managed originals that lack stages of this run: they are not looked for on disk, because only those that the catalogue knows count, and only
 * the library itself changes them.
 */
async function planManaged({ catalogue, expected, options }: PlanInput): Promise<PlannedFile[]> {
  const planned: PlannedFile[] = [];
  for (const page of catalogue.files.pagesUnder(catalogue.managedFolder)) {
    for (const file of page) {
      const { path, sizeBytes, mtimeMs, stages, sidecarStamp } = file;
      const missing = expected.findMissing(sidecarStamp === null ? '' : stages);
      const managedAs = catalogue.managedAs(file);
      if (managedAs === undefined || (missing.length === 0 && !options.force)) continue;
      planned.push({ path, sizeBytes, mtimeMs, managedAs, ...(options.force ? {} : { missing }) });
    }
    await setImmediate();
  }
  return planned;
}

/** A root that is empty now and was not before; for a part of a root, whether the whole root is. */
async function looksUnplugged(scope: Scope, planner: Planner): Promise<boolean> {
  return scope.path === scope.root ? planner.isExpectingFiles : !(await scopeIsThere(scope));
}

async function walkScope(
  scope: Scope,
  planner: Planner,
  { failures, ofFiles, notices }: MadePlan,
  { catalogue, emit, signal }: PlanInput,
): Promise<number> {
  const usage = new PatternUsage(scope.root, scope.path === scope.root ? (scope.newPatterns ?? []) : []);
  const recorded = (path: string) => planner.recorded(path);
  const options = { ownFolder: await toRealPath(catalogue.folder), usage, recorded };
  let found = 0;
  let emittedAtMs = 0;
  const meter = new RateMeter();
  meter.mark(0, performance.now());
  for await (const finding of new Walk(scope.root, scope.rules, options).run(scope.path)) {
    throwIfAborted(signal);
    if (finding.type === 'excluded') {
      if (scope.isNamed) notices.push(explainExcluded(finding.path, scope));
      continue;
    }
    if (finding.type === 'file') {
      await planner.take(finding.file);
      found++;
    } else {
      failures.push(finding.failure);
      emit({ type: 'failed', failure: withPathBytes(finding.failure) });
      keepUnseen(planner, finding);
      if (finding.type === 'failure') ofFiles.push(finding.failure);
    }
    if (performance.now() - emittedAtMs < PROGRESS_EVERY_MS) continue;
    emittedAtMs = performance.now();
    meter.mark(found, emittedAtMs);
    const { path: currentPath } = finding.type === 'file' ? finding.file : finding.failure;
    emit({ type: 'scanning', found, ratePerSecond: meter.ratePerSecond, currentPath });
  }
  if (found > 0) notices.push(...usage.unused.map((pattern) => explainUnused(pattern, scope)));
  return found;
}

function explainExcluded(path: string, { root }: Scope): IndexNotice {
  const message = `Nothing is read here: the rules of ${root} exclude it (--exclude, --hidden, .photoseekignore, .nomedia, or folders that hold no photos).`;
  return { code: 'path-excluded', path, message };
}

function explainUnused(pattern: string, { root }: Scope): IndexNotice {
  const message = `--exclude ${JSON.stringify(pattern)} matches nothing here. A pattern is a name (drafts, *.psd) or a path from this folder on (2019/drafts).`;
  return { code: 'pattern-unused', path: root, message };
}

/** A file that cannot be read is not taken for removed, and a link that leads nowhere is there. */
function keepUnseen(planner: Planner, { type, failure }: Extract<WalkFinding, { failure: FileFailure }>): void {
  if (type === 'closed-folder') planner.closeFolder(failure.path);
  else if (failure.code === 'unreadable' || failure.code === 'vanished') planner.keep(failure.path);
}
