import { lstat, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { PhotoseekError } from '../../errors.js';
import { mayPass } from '../../indexer/plan.js';
import type { FileFailure, IndexReport } from '../../indexer/progress/events.js';
import type { RunContext } from '../../indexer/run-index.js';
import type * as WriteSide from '../../indexer/write-side.js';
import { toFsPath } from '../../runtime/fs-path.js';
import type { FoundFile } from '../../store/records.js';
import { type Outcome, toFileStamp, type Unit } from './claims.js';
import type { JoinedRoot } from './shared-root.js';

/** The outcome of claimed files. */
export interface IndexedUnits {
  outcomes: Outcome[];
  failed: FileFailure[];
  removed: number;
}

/**
 * Indexes claimed files, and removes those that are gone. Nothing else of the root is looked at.
 * @throws PhotoseekError `path-not-found` where the root cannot be reached on this machine, run codes, `aborted`
 */
export async function indexUnits(
  { runIndex, scopeIsThere }: typeof WriteSide,
  context: RunContext,
  root: JoinedRoot,
  units: readonly Unit[],
  signal: AbortSignal,
): Promise<IndexedUnits> {
  const { path, rules } = root;
  const looked = await Promise.all(units.map(async (unit) => ({ unit, found: await findFile(root, unit) })));
  // A disk that was unplugged shows an empty folder, in which no file is.
  if (!(await scopeIsThere({ root: path, path, rules })))
    throw new PhotoseekError('path-not-found', `The root ${root.id} cannot be reached in ${path}.`, {
      hint: 'Is its disk plugged in, or its network folder mounted? What this machine had claimed is done by others.',
      details: { path },
    });
  // One that is gone for the walk and is there now is left to the next walk; so is one that was there and is not.
  const gone = looked.filter(({ unit, found }) => unit.stamp === null && found === undefined);
  const there = looked.flatMap(({ unit, found }) =>
    unit.stamp === null || found === undefined ? [] : [{ unit, found }],
  );
  let report: IndexReport | undefined;
  const files = {
    found: there.map(({ found }) => found),
    gone: gone.map(({ unit }) => toLocalPath(root, unit)),
    kinds: rules.kinds,
  };
  const task = { scopes: [], files, failures: [], missingRoots: [], notices: [], options: { deferVectorIndex: true } };
  await runIndex(
    context,
    task,
    (event) => {
      if (event.type === 'done') report = event.report;
    },
    signal,
  );
  const failures = new Map((report?.failed ?? []).map((failure) => [failure.path, failure]));
  const outcomes = looked.map(({ unit, found }): Outcome => {
    if (unit.stamp === null) return { unit, stamp: null, failure: null, isPassing: found !== undefined };
    if (found === undefined) return { unit, stamp: null, failure: 'vanished', isPassing: true };
    const failure = failures.get(found.path)?.code ?? null;
    const stamp = toFileStamp(found.sizeBytes, found.mtimeMs, unit.sidecars);
    return { unit, stamp, failure, isPassing: failure !== null && mayPass(failure) };
  });
  return { outcomes, failed: [...failures.values()], removed: report?.removed ?? 0 };
}

function toLocalPath({ path }: JoinedRoot, unit: Unit): string {
  return join(path, ...unit.path.split('/'));
}

/** The file as it is on this machine now. */
async function findFile(root: JoinedRoot, unit: Unit): Promise<FoundFile | undefined> {
  const path = toLocalPath(root, unit);
  const look = root.rules.followLinks ? stat : lstat;
  const stats = await look(toFsPath(path)).catch(() => undefined);
  if (!stats?.isFile()) return undefined;
  const file = { path, sizeBytes: stats.size, mtimeMs: stats.mtimeMs, ctimeMs: stats.ctimeMs };
  return unit.sidecars === '' ? file : { ...file, sidecarStamp: unit.sidecars };
}
