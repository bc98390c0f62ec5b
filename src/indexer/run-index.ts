import { realpath } from 'node:fs/promises';
import { resolve, sep } from 'node:path';
import { PhotoseekError, throwIfAborted } from '../errors.js';
import { toReadError } from '../media/read-file.js';
import type { FileOutcome } from '../store/records.js';
import type { SpaceIndex } from '../vectors/space-index.js';
import type { FileFailure, IndexEvent, IndexReport } from './events.js';
import { Pipeline, type PipelineParts } from './pipeline.js';
import { type Plan, Planner } from './plan.js';
import { RateMeter } from './rate-meter.js';
import { walk } from './walk.js';

/** What an index run works with. */
export interface IndexParts extends PipelineParts {
  space: SpaceIndex;
}

/** How often a run says where it is, at most. */
const PROGRESS_EVERY_MS = 100;

/**
 * Brings the catalogue and the graph up to date with what lies under some paths: walk → plan → decode → encode → store → link.
 * @throws PhotoseekError `aborted` after everything in flight was written; `encoder-failed`; library codes
 */
export async function runIndex(
  parts: IndexParts,
  paths: readonly string[],
  emit: (event: IndexEvent) => void,
  signal?: AbortSignal,
): Promise<void> {
  const startedAt = performance.now();
  const { roots, failures, missingRoots } = await findRoots(paths, parts.catalogue.listRoots());
  for (const root of roots) parts.catalogue.addRoot(root, Date.now());
  for (const failure of failures) emit({ type: 'failed', failure });

  const plan = await makePlan(parts, roots, failures, emit, signal);
  emit({ type: 'planned', toDo: plan.toDo.length, unchanged: plan.unchanged, removed: plan.removedIds.length });

  const counts = await encodeAll(parts, plan, failures, emit, signal);
  throwIfAborted(signal);
  // Last, so that a renamed file finds the vector of its old name.
  parts.catalogue.files.remove(plan.removedIds);
  await link(parts, emit);

  const report: IndexReport = {
    ...counts,
    unchanged: plan.unchanged - plan.remembered.length,
    removed: plan.removedIds.length,
    failed: [...failures, ...plan.remembered],
    skipped: plan.skipped,
    missingRoots,
    tookMs: Math.round(performance.now() - startedAt),
  };
  parts.catalogue.setSetting('lastIndexedAtMs', String(Date.now()));
  emit({ type: 'done', report });
}

/** Real paths, none inside another. A path that is not there fails; when it was a root before, its photos are kept. */
async function findRoots(paths: readonly string[], known: readonly string[]) {
  const roots = new Set<string>();
  const failures: FileFailure[] = [];
  const missingRoots: string[] = [];
  for (const path of paths) {
    const absolute = resolve(path);
    try {
      roots.add(await realpath(absolute));
    } catch (cause) {
      if (known.includes(absolute)) missingRoots.push(absolute);
      else failures.push({ path: absolute, ...explainMissing(cause as NodeJS.ErrnoException) });
    }
  }
  const outermost = [...roots].filter((root) => ![...roots].some((other) => isInside(root, other)));
  return { roots: outermost, failures, missingRoots };
}

function explainMissing(cause: NodeJS.ErrnoException): Omit<FileFailure, 'path'> {
  const { code, message } = toReadError(cause);
  return code === 'vanished' ? { code: 'path-not-found', message: 'There is no such file or folder.' } : { code, message };
}

function isInside(path: string, folder: string): boolean {
  return path !== folder && path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}

async function makePlan(
  { catalogue, modelId }: IndexParts,
  roots: readonly string[],
  failures: FileFailure[],
  emit: (event: IndexEvent) => void,
  signal?: AbortSignal,
): Promise<Plan> {
  const planner = new Planner(roots.flatMap((root) => catalogue.files.listUnder(root, modelId)));
  let found = 0;
  let saidAt = 0;
  for (const root of roots) {
    for await (const finding of walk(root)) {
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
        emit({
          type: 'scanning',
          found,
          currentPath: finding.type === 'file' ? finding.file.path : finding.failure.path,
        });
      }
    }
  }
  return planner.finish();
}

async function encodeAll(
  parts: IndexParts,
  plan: Plan,
  failures: FileFailure[],
  emit: (event: IndexEvent) => void,
  signal?: AbortSignal,
): Promise<{ indexed: number; reused: number }> {
  const counts = { encoded: 0, reused: 0, failed: 0 };
  const meter = new RateMeter();
  meter.mark(0, performance.now());
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
    const done = counts.encoded + counts.reused + counts.failed;
    const now = performance.now();
    meter.mark(done, now);
    if (now - saidAt < PROGRESS_EVERY_MS && done < plan.toDo.length) return;
    saidAt = now;
    const { ratePerSecond } = meter;
    emit({
      type: 'progress',
      done,
      total: plan.toDo.length,
      failed: counts.failed,
      ratePerSecond,
      etaMs: meter.etaMs(plan.toDo.length),
      currentPath: lastPath,
    });
    // New vectors go into the index while the next pictures are encoded.
    void parts.space.refresh().catch(() => {});
  };
  await new Pipeline(parts, { onFinished, onWritten }).run(plan.toDo, signal);
  return { indexed: counts.encoded, reused: counts.reused };
}

async function link({ space, catalogue }: IndexParts, emit: (event: IndexEvent) => void): Promise<void> {
  await space.refresh();
  const total = space.size;
  const say = () => emit({ type: 'linking', linked: total - space.pending, total });
  const timer = setInterval(() => {
    // Asking refreshes the number of vectors that wait.
    void space.refresh().then(say, () => {});
  }, 250);
  try {
    if (space.pending > 0) say();
    await space.saveGraph();
  } catch (error) {
    // Everything is safe in the catalogue; the graph can be built again.
    if (!(error instanceof PhotoseekError && error.code === 'library-unwritable')) throw error;
  } finally {
    clearInterval(timer);
  }
  catalogue.checkpoint();
}
